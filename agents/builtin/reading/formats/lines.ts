// Converts between offsets and lines. Lines count from 1, as for people and in evidence.

export type Lines = {
  count: number;
  /** The line that contains the offset. */
  at(offset: number): number;
  /** The whole line without its line break; empty if there is no such line. */
  text(line: number): string;
  start(line: number): number;
};

export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const start = (line: number): number => starts[line - 1] ?? text.length;
  return {
    count: starts.length,
    at(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low + 1;
    },
    text: (line) =>
      line < 1 || line > starts.length
        ? ''
        : text.slice(start(line), line === starts.length ? text.length : start(line + 1) - 1).replace(/\r$/, ''),
    start,
  };
}
