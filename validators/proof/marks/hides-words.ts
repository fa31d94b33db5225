// Lines whose words cannot be read here: a letter written as a number, a program put together while it runs.

import type { Marks } from './mark.ts';

/** Python reads the letters of such a source as other letters. */
export const CODING = /^\s*#.*?coding[:=]\s*(?!utf-?8\b|(?:us-)?ascii|latin|iso)[\w-]+/i;

export const HIDES_WORDS: Marks = [
  CODING,
  /\\u(?:00|\{0*)(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])/i,
  /(?<![\w.])eval\((?!\))/,
  /\bnew\s+Function\(/,
  /\bvm\.run\w+\(/,
  /(?<![\w.])exec\(\s*(?:open|chr|base64|compile|bytes|zlib|codecs)\b/,
  /\b__import__\(\s*(?:["'](?:os|sys|ctypes|builtins|unittest|pytest)["']|[^)]*["']\s*\+)/,
  /\bctypes\.(?:CDLL\(\s*None|pythonapi)/,
];
