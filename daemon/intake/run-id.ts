// A new name for a run: six base32 characters of chance, eight once a home has many.

import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function newRunId(length = 6): string {
  return `r-${[...randomBytes(length)].map((byte) => ALPHABET[byte & 31]).join('')}`;
}
