// A new run id: six random base32 characters, or eight once a home has many runs.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function newRunId(length = 6): string {
  // Ids only have to differ, and Math.random needs no module to be loaded.
  return `r-${Array.from({ length }, () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)]).join('')}`;
}
