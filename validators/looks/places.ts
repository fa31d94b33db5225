// Some of the files of a sorted list, as the ranges of their places: `0-14,17,20-22`. It is short where a worker opened
// whole folders, and the list itself is known from the base.

/** As long as a receipt may hold. */
const MOST_CHARACTERS = 131_072;

/** The text of places in any order; what does not fit is left out at the end. */
export function placesOf(indexes: Iterable<number>): string {
  const parts: string[] = [];
  let length = 0;
  for (const [from, to] of rangesOf([...new Set(indexes)].sort((a, b) => a - b))) {
    const part = from === to ? `${from}` : `${from}-${to}`;
    length += part.length + 1;
    if (length > MOST_CHARACTERS) break;
    parts.push(part);
  }
  return parts.join(',');
}

/** The places of a text, in order. */
export const placesIn = (text: string, files: number): number[] =>
  rangesIn(text, files).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));

/** How many files at least one of the texts names. */
export function countOfAll(texts: readonly string[], files: number): number {
  const ranges = texts.flatMap((it) => rangesIn(it, files)).sort((a, b) => a[0] - b[0]);
  let count = 0;
  let next = 0;
  for (const [from, to] of ranges) {
    count += Math.max(0, to - Math.max(from, next) + 1);
    next = Math.max(next, to + 1);
  }
  return count;
}

/** What is no range, or is not in the list, is passed over. */
function rangesIn(text: string, files: number): [from: number, to: number][] {
  return text.split(',').flatMap((part): [number, number][] => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const last = Math.min(Number(to), files - 1);
    return from === undefined || last < Number(from) ? [] : [[Number(from), last]];
  });
}

function rangesOf(sorted: readonly number[]): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  for (const place of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] === place - 1) last[1] = place;
    else ranges.push([place, place]);
  }
  return ranges;
}
