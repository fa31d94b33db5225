// A text with its strings and comments blanked out, character for character, so that a pattern sees
// only code and an offset in the mask is the offset in the file. Quotes stay, what they hold does not.

import type { Language } from '../language.ts';
import { maskC } from './mask-c.ts';
import { maskHash } from './mask-hash.ts';
import { maskJavaScript } from './mask-javascript.ts';
import { maskPython } from './mask-python.ts';
import { maskRuby } from './mask-ruby.ts';
import type { Masked } from './masked.ts';

export function mask(text: string, language: Language): Masked {
  switch (language) {
    case 'javascript':
      return maskJavaScript(text);
    case 'python':
      return maskPython(text);
    case 'ruby':
      return maskRuby(text);
    case 'shell':
    case 'yaml':
    case 'toml':
      return maskHash(text, language);
    case 'go':
    case 'rust':
    case 'java':
    case 'kotlin':
    case 'c':
    case 'csharp':
    case 'php':
      return maskC(text, language);
  }
}
