// Masks a text: strings and comments are blanked out character for character, so that patterns see only code and offsets stay the
// same. Quotes stay, their contents do not.

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
