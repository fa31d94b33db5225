// A subset of a sorted list of files, as ranges of positions: `0-14,17,20-22`. It is short if a worker opened whole folders, and
// the list itself is known from the base.

import type { Receipt } from '../../contracts/work/receipt.ts';

/** Both ends are included. */
export type Range = [from: number, to: number];

/** The limit of a receipt. */
const MOST_CHARACTERS = 131_072;

/** Encodes positions given in any order; what does not fit is cut at the end. */
export function placesOf(indexes: Iterable<number>): string {
  const parts: string[] = [];
  let length = 0;
  for (const [from, to] of rangesOf(inOrder([...new Set(indexes)]))) {
    const part = from === to ? `${from}` : `${from}-${to}`;
    length += part.length + 1;
    if (length > MOST_CHARACTERS) break;
    parts.push(part);
  }
  return parts.join(',');
}

/** The ranges in a text, in order and merged. */
export function placesIn(text: string, files: number): Range[] {
  const merged: Range[] = [];
  for (const [from, to] of rangesIn(text, files).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** How many files at least one of the texts includes. */
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

/** The number of files that both lists name. */
export function countOfBoth(some: readonly string[], others: readonly string[], files: number): number {
  return countOfAll(some, files) + countOfAll(others, files) - countOfAll([...some, ...others], files);
}

/** What a worker is shown to have opened: by its program, by one of ours, or by what it quotes. */
export const shownIn = ({ by, opened, shown = '' }: Pick<Receipt, 'by' | 'opened' | 'shown'>): string =>
  by === 'claimed' ? shown : opened;

/** Nearly always they are sorted already, and there may be a hundred thousand: whole folders come in the order of the list. */
const inOrder = (places: number[]): number[] =>
  places.every((it, at) => at === 0 || it > (places[at - 1] ?? 0)) ? places : places.sort((a, b) => a - b);

/** Anything that is no range, or is outside of the list, is ignored. */
function rangesIn(text: string, files: number): Range[] {
  return text.split(',').flatMap((part): Range[] => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const last = Math.min(Number(to), files - 1);
    return from === undefined || last < Number(from) ? [] : [[Number(from), last]];
  });
}

function rangesOf(sorted: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (const place of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] === place - 1) last[1] = place;
    else ranges.push([place, place]);
  }
  return ranges;
}
