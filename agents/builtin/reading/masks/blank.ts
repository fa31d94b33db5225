// Blanks out parts of a text: every character becomes a space, line breaks stay.

import type { Masked, Span, StringSpan } from './masked.ts';

const blanked = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** Builds the mask of a text from its strings and comments, in order. */
export function maskedBy(text: string, strings: StringSpan[], comments: Span[], regexes: Span[] = []): Masked {
  const holes: Span[] = [
    ...strings.map((it) => ({ start: it.innerStart, end: it.innerEnd })),
    ...comments,
    ...regexes.map((it) => ({ start: it.start + 1, end: it.end })),
  ].sort((a, b) => a.start - b.start);
  let code = '';
  let at = 0;
  for (const hole of holes) {
    if (hole.start < at) continue;
    code += text.slice(at, hole.start) + blanked(text.slice(hole.start, hole.end));
    at = hole.end;
  }
  return { code: code + text.slice(at), strings, comments };
}
