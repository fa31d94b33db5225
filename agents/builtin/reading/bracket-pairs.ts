// Finds all matching pairs of brackets in one pass: searching for each bracket's partner would take for ever in a file that only
// opens them.

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Maps the offset of each opening bracket to that of its closing one, in masked code. */
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
      // After a mismatched bracket, nothing that is still open can be trusted.
      else open = [];
    }
  }
  return pairs;
}
