// Masks shell, YAML and TOML: comments start at a hash that begins a word, strings are in quotes. TOML has triple quotes; in YAML
// an apostrophe inside a word opens no string.

import type { Masked } from './masked.ts';
import { spansIn } from './spans.ts';

export function maskHash(text: string, language: 'shell' | 'yaml' | 'toml'): Masked {
  const spans = spansIn(text);
  let at = 0;
  while (at < text.length) {
    const c = text[at] ?? '';
    const before = text[at - 1] ?? '\n';
    if (c === '#' && (language === 'toml' || /[\s;(&|]/.test(before))) at = spans.lineComment(at);
    else if (c === '\\' && language === 'shell') at += 2;
    else if ((c === '"' || c === "'") && !(language === 'yaml' && /[\w)]/.test(before))) {
      const quote = language === 'toml' && text.startsWith(c.repeat(3), at) ? c.repeat(3) : c;
      const inner = at + quote.length;
      const close = stringEnd(text, inner, quote, language);
      at = close === undefined ? at + 1 : spans.string(at, inner, close, close + quote.length);
    } else at++;
  }
  return spans.mask();
}

function stringEnd(text: string, from: number, quote: string, language: 'shell' | 'yaml' | 'toml'): number | undefined {
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\' && quote.startsWith('"')) at++;
    else if (text.startsWith(quote, at)) return at;
    else if (c === '\n' && language === 'toml' && quote.length === 1) return undefined;
  }
  return undefined;
}
