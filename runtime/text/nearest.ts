// Finds the name that a person probably meant.

/** The candidate with the fewest edits, if it is close enough to be a typo. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const name of candidates) {
    const most = Math.max(1, Math.floor(name.length / 3));
    // A length difference already needs that many edits; and the word may be as long as a book.
    if (Math.abs(word.length - name.length) > most) continue;
    const edits = distance(word.toLowerCase(), name.toLowerCase());
    if (edits <= most && (!best || edits < best.edits)) best = { name, edits };
  }
  return best?.name;
}

/** Edit distance that counts swapped neighbours, the commonest typo, as one edit. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
