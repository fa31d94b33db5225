// Masks Python: separates code, strings (all prefixes, single and triple quotes) and comments.

import { maskedBy } from './blank.ts';
import type { Masked, Span, StringSpan } from './masked.ts';

export function maskPython(text: string): Masked {
  const strings: StringSpan[] = [];
  const comments: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === '#') {
      const end = text.indexOf('\n', at);
      comments.push({ start: at, end: end === -1 ? text.length : end });
      at = end === -1 ? text.length : end;
    } else if (c === '"' || c === "'") {
      const triple = text.startsWith(c.repeat(3), at);
      const innerStart = at + (triple ? 3 : 1);
      const innerEnd = stringEnd(text, innerStart, c, triple);
      const end = Math.min(text.length, innerEnd + (triple ? 3 : text[innerEnd] === c ? 1 : 0));
      strings.push({ start: at, end, innerStart, innerEnd });
      at = Math.max(end, innerStart);
    } else at++;
  }
  return maskedBy(text, strings, comments);
}

/** A backslash keeps the next character from closing the string, in raw strings too. */
function stringEnd(text: string, from: number, quote: string, triple: boolean): number {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
    else if (triple ? text.startsWith(quote.repeat(3), at) : c === quote) return at;
    else if (c === '\n' && !triple) return at;
  }
  return text.length;
}
