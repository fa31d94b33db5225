// Finds where a bracket closes, in code with strings and comments blanked out.

const CLOSES: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** The offset of the bracket that closes the one at `open`; undefined if it never closes, or another kind closes first. */
export function closing(code: string, open: number): number | undefined {
  const stack: string[] = [];
  for (let at = open; at < code.length; at++) {
    const c = code[at] ?? '';
    if (c === '(' || c === '[' || c === '{') stack.push(CLOSES[c] ?? '');
    else if (c === ')' || c === ']' || c === '}') {
      if (stack.pop() !== c) return undefined;
      if (stack.length === 0) return at;
    }
  }
  return undefined;
}

/** The comma-separated parts directly inside the brackets. */
export function partsWithin(code: string, open: number, close: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open + 1; at <= close; at++) {
    const c = code[at];
    if (at === close || (c === ',' && depth === 0)) {
      if (code.slice(start, at).trim() !== '') parts.push({ start, end: at });
      start = at + 1;
    } else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
  }
  return parts;
}
