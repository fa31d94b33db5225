// The bodies of private keys in PEM: the lines between the markers. Also when the end marker is missing or has not arrived yet,
// when line breaks are escaped as in JSON, and when the lines are quoted, concatenated or prefixed by a diff.

import type { Span } from './shapes.ts';

const FRAME = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g;
/** What may separate the lines. Line breaks may be escaped more than once, as in JSON within JSON. */
const BETWEEN = '\\s|\\\\(?:[nrt]|u000[9aAdD])?|["\'`,+>|#*]|-(?!-)';
const GAP = new RegExp(`(?:${BETWEEN})*`, 'y');
/** Lines, headers like `DEK-Info: …`, and the last line, which may be short. */
const LINE = new RegExp(
  `[A-Za-z0-9+/=]{16,}|[A-Z][A-Za-z-]{2,30}: [^\\n\\\\"']{0,100}|[A-Za-z0-9+/]{1,15}={0,2}(?=(?:${BETWEEN})*(?:-----END|-{0,5}$|-----EN?$))`,
  'y',
);
/** Longer than any key. */
const LONGEST = 32_768;

export function keyBodies(text: string): Span[] {
  return [...text.matchAll(FRAME)].flatMap((frame) => {
    const { lines } = bodyAt(text, frame.index + frame[0].length);
    return lines && /[A-Za-z0-9+/=]{16}/.test(text.slice(lines.from, lines.to)) ? [lines] : [];
  });
}

/** Where a key starts that may continue after the end of the text. */
export function openKey(text: string): number | undefined {
  const frame = [...text.matchAll(FRAME)].at(-1);
  if (!frame) return undefined;
  const from = frame.index + frame[0].length;
  return /^(?:-{0,5}|-----EN?)$/.test(text.slice(bodyAt(text, from).end)) ? from : undefined;
}

/** `end` is after the last separator. */
function bodyAt(text: string, from: number): { lines: Span | undefined; end: number } {
  const part = text.slice(from, from + LONGEST);
  let lines: Span | undefined;
  for (let at = 0; ; ) {
    GAP.lastIndex = at;
    GAP.exec(part);
    at = GAP.lastIndex;
    LINE.lastIndex = at;
    if (!LINE.test(part)) return { lines, end: from + at };
    lines = { from: lines?.from ?? from + at, to: from + LINE.lastIndex };
    at = LINE.lastIndex;
  }
}
