// Every bracket of a file and its fellow, found in one pass: asking bracket by bracket takes for ever in a
// file that only opens them.

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** From the offset of each bracket that opens to that of the one that closes it, in masked code. */
export function bracketPairs(code: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  let open: number[] = [];
  for (let at = 0; at < code.length; at++) {
    const c = code[at] ?? '';
    if (c === '(' || c === '[' || c === '{') open.push(at);
    else if (c === ')' || c === ']' || c === '}') {
      const from = open.pop();
      if (from === undefined) continue;
      if (CLOSES[code[from] ?? ''] === c) pairs.set(from, at);
      // Nothing that is still open can be trusted behind a bracket of the wrong kind.
      else open = [];
    }
  }
  return pairs;
}
