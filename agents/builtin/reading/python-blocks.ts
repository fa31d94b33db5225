// Python's blocks, by their indentation, in masked code.

/** The block under the header that starts at an offset: what is indented deeper, and what follows its colon. */
export function pythonBlock(code: string, header: number): string {
  const start = code.lastIndexOf('\n', header - 1) + 1;
  const indent = indentOf(code.slice(start));
  const body: string[] = [];
  let depth = 0;
  for (const [index, line] of code.slice(start).split('\n').entries()) {
    const blank = line.trim() === '';
    if (index > 0 && depth === 0 && !blank && indentOf(line) <= indent) break;
    body.push(line);
    for (const c of line) depth += '([{'.includes(c) ? 1 : ')]}'.includes(c) ? -1 : 0;
  }
  return body.join('\n');
}

export const indentOf = (line: string): number => (/^[ \t]*/.exec(line)?.[0] ?? '').replace(/\t/g, '        ').length;
