// Masks shell, YAML and TOML: comments start at a hash that begins a word, strings are in quotes. TOML has triple quotes; in YAML
// an apostrophe inside a word opens no string.

import { maskedBy } from './blank.ts';
import type { Masked, Span, StringSpan } from './masked.ts';

export function maskHash(text: string, language: 'shell' | 'yaml' | 'toml'): Masked {
  const strings: StringSpan[] = [];
  const comments: Span[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at] ?? '';
    const before = text[at - 1] ?? '\n';
    if (c === '#' && (language === 'toml' || /[\s;(&|]/.test(before))) {
      const end = text.indexOf('\n', at);
      comments.push({ start: at, end: end === -1 ? text.length : end });
      at = end === -1 ? text.length : end;
    } else if (c === '\\' && language === 'shell') {
      at += 2;
    } else if ((c === '"' || c === "'") && !(language === 'yaml' && /[\w)]/.test(before))) {
      const triple = language === 'toml' && text.startsWith(c.repeat(3), at);
      const innerStart = at + (triple ? 3 : 1);
      const innerEnd = stringEnd(text, innerStart, c, triple, language);
      if (innerEnd === undefined) at++;
      else {
        const end = innerEnd + (triple ? 3 : 1);
        strings.push({ start: at, end, innerStart, innerEnd });
        at = end;
      }
    } else at++;
  }
  return maskedBy(text, strings, comments);
}

function stringEnd(text: string, from: number, quote: string, triple: boolean, language: 'shell' | 'yaml' | 'toml'): number | undefined {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\' && quote === '"') at++;
    else if (triple ? text.startsWith(quote.repeat(3), at) : c === quote) return at;
    else if (c === '\n' && language === 'toml' && !triple) return undefined;
  }
  return undefined;
}
