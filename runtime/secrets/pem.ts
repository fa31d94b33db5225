// The bodies of private keys in PEM: the lines between the frames, also where the second frame was cut off or has not
// come yet, and where line breaks are written out as in JSON or each line is quoted, added up or marked by a diff.

import type { Span } from './shapes.ts';

const FRAME = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g;
/** What may stand between the lines, lines, headers as `DEK-Info: …`, and the last line, which may be short. */
const BETWEEN = '\\s|\\\\[nrt]|["\'`,+>|#*]|-(?!-)';
const BODY = new RegExp(
  `(?:${BETWEEN}|[A-Za-z0-9+/=]{16,}|[A-Z][A-Za-z-]{2,30}: [^\\n\\\\"']{0,100}|[A-Za-z0-9+/]{1,15}={0,2}(?=(?:${BETWEEN})*(?:-----END|-{0,5}$|-----EN?$)))*`,
  'y',
);
/** Longer than any key. */
const LONGEST = 32_768;

export function keyBodies(text: string): Span[] {
  return [...text.matchAll(FRAME)].flatMap((frame) => {
    const body = bodyAt(text, frame.index + frame[0].length);
    return body && /[A-Za-z0-9+/=]{16}/.test(text.slice(body.from, body.to)) ? [body] : [];
  });
}

/** Where a key begins that may go on behind the end of the text. */
export function openKey(text: string): number | undefined {
  const frame = [...text.matchAll(FRAME)].at(-1);
  if (!frame) return undefined;
  const from = frame.index + frame[0].length;
  BODY.lastIndex = 0;
  const [body = ''] = BODY.exec(text.slice(from, from + LONGEST)) ?? [];
  return /^(?:-{0,5}|-----EN?)$/.test(text.slice(from + body.length)) ? from : undefined;
}

function bodyAt(text: string, from: number): Span | undefined {
  BODY.lastIndex = 0;
  const [body = ''] = BODY.exec(text.slice(from, from + LONGEST)) ?? [];
  const trimmed = body.replace(/(?:\s|\\[nr]|["'`,+>|#*])+$/, '');
  const skipped = /^(?:\s|\\[nr]|["'`,+>|#*]|-(?!-))*/.exec(body)?.[0].length ?? 0;
  return trimmed.length > skipped ? { from: from + skipped, to: from + trimmed.length } : undefined;
}
