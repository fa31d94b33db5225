// A new name for a run: six base32 characters of chance, eight once a home has many.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export function newRunId(length = 6): string {
  // Names need only differ, and this chance is there without loading anything.
  return `r-${Array.from({ length }, () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)]).join('')}`;
}
