// Python's blocks, by their indentation, in masked code.

/** The block of the header that starts at an offset: all deeper lines, and what follows its colon. */
export function pythonBlock(code: string, header: number): string {
  const start = code.lastIndexOf('\n', header - 1) + 1;
  let depth = 0;
  let at = start;
  let indent = 0;
  while (at < code.length) {
    const end = lineEnd(code, at);
    const line = code.slice(at, end);
    if (at === start) indent = indentOf(line);
    else if (depth === 0 && line.trim() !== '' && indentOf(line) <= indent) break;
    for (const c of line) depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0;
    at = end + 1;
  }
  return code.slice(start, Math.min(at, code.length));
}

/** The lines above an offset, nearest first, generated lazily: most callers stop after a few. */
export function* linesAbove(code: string, offset: number): Generator<string> {
  let end = code.lastIndexOf('\n', offset - 1);
  while (end >= 0) {
    const start = end === 0 ? 0 : code.lastIndexOf('\n', end - 1) + 1;
    yield code.slice(start, end);
    end = start - 1;
  }
}

function lineEnd(code: string, from: number): number {
  const end = code.indexOf('\n', from);
  return end < 0 ? code.length : end;
}

export const indentOf = (line: string): number => (/^[ \t]*/.exec(line)?.[0] ?? '').replace(/\t/g, '        ').length;
