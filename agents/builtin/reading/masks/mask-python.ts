// Masks Python: separates code, strings (all prefixes, single and triple quotes) and comments.

import type { Masked } from './masked.ts';
import { spansIn } from './spans.ts';

export function maskPython(text: string): Masked {
  const spans = spansIn(text);
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === '#') at = spans.lineComment(at);
    else if (c === '"' || c === "'") {
      const quote = text.startsWith(c.repeat(3), at) ? c.repeat(3) : c;
      const inner = at + quote.length;
      const close = stringEnd(text, inner, quote);
      at = spans.string(at, inner, close, text[close] === c ? close + quote.length : close);
    } else at++;
  }
  return spans.mask();
}

/** A backslash keeps the next character from closing the string, in raw strings too. */
function stringEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
    else if (text.startsWith(quote, at)) return at;
    else if (c === '\n' && quote.length === 1) return at;
  }
  return text.length;
}
