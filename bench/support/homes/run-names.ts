// Names for many runs, always the same ones.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function runNames(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `r-${[5, 4, 3, 2, 1, 0].map((place) => ALPHABET[(n >> (5 * place)) & 31]).join('')}`);
}
