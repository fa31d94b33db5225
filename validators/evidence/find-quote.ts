// Finds a quote in a text, ignoring white space. Of several places, the one nearest to the named line counts; a short quote matches
// only a whole line.

import { collapsed, inkLength, lineDigest, linesOf } from './normal.ts';

/** The lines that were named; `to` equals `from` if it was only one. */
export type NamedLines = { from: number; to: number };
export type QuotePlace = { line: number; endLine: number };

export type Sighting =
  /** Within three lines of the named ones, or anywhere if none was named. */
  | { kind: 'there'; place: QuotePlace }
  | { kind: 'elsewhere'; place: QuotePlace }
  /** Too short to identify a place; with the place, if it is at the named lines. */
  | { kind: 'too-short'; place?: QuotePlace }
  /** Too short, and not at the named lines. */
  | { kind: 'not-there' }
  | { kind: 'nowhere' };

const SHORTEST = 12;
const GIVE_OR_TAKE = 3;

/** A text prepared for searching: its lines with white space collapsed, joined by blanks, and where each one starts. */
export type Searchable = { lines: readonly string[]; joined: string; starts: readonly number[]; numbers: readonly number[] };

export function searchable(text: string): Searchable {
  const lines = linesOf(text);
  const kept: string[] = [];
  const starts: number[] = [];
  const numbers: number[] = [];
  let at = 0;
  lines.forEach((line, index) => {
    const plain = collapsed(line);
    if (plain === '') return;
    kept.push(plain);
    starts.push(at);
    numbers.push(index + 1);
    at += plain.length + 1;
  });
  return { lines, joined: kept.join(' '), starts, numbers };
}

export function findQuote(text: Searchable, quote: string, named: NamedLines | undefined): Sighting {
  const wanted = collapsed(quote);
  // An empty quote would be everywhere, even past the end.
  if (wanted === '') return { kind: 'too-short' };
  if (inkLength(wanted) >= SHORTEST) return nearest(occurrences(text, wanted, false), named);

  const all = occurrences(text, wanted, false);
  if (all.length === 0) return { kind: 'nowhere' };
  const whole = occurrences(text, wanted, true);
  const seen = nearest(whole, named);
  if (seen.kind === 'there' && (named !== undefined || whole.length === 1)) return seen;
  // A closing brace is everywhere, but a short line that occurs once is as good as a long one.
  if (seen.kind === 'elsewhere' && whole.length === 1) return seen;
  if (named === undefined) return { kind: 'too-short' };
  const near = nearest(all, named);
  return near.kind === 'there' ? { kind: 'too-short', place: near.place } : { kind: 'not-there' };
}

export function findDigest(text: Searchable, digest: string, named: NamedLines | undefined): Sighting {
  const places = text.lines.flatMap((line, index) => (lineDigest(line) === digest ? [{ line: index + 1, endLine: index + 1 }] : []));
  return nearest(places, named);
}

function occurrences(text: Searchable, wanted: string, wholeLines: boolean): QuotePlace[] {
  const places: QuotePlace[] = [];
  for (let at = text.joined.indexOf(wanted); at >= 0; at = text.joined.indexOf(wanted, at + 1)) {
    const first = rowAt(text.starts, at);
    const end = at + wanted.length;
    const last = rowAt(text.starts, end - 1);
    const fillsLines = text.starts[first] === at && (text.starts[last + 1] ?? text.joined.length + 1) === end + 1;
    if (!wholeLines || fillsLines) places.push({ line: text.numbers[first] ?? 1, endLine: text.numbers[last] ?? 1 });
  }
  return places;
}

/** The last row that starts at or before an offset. */
function rowAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function nearest(places: readonly QuotePlace[], named: NamedLines | undefined): Sighting {
  const [first] = places;
  if (first === undefined) return { kind: 'nowhere' };
  if (named === undefined) return { kind: 'there', place: first };
  const place = places.reduce((best, it) => (distance(it, named) < distance(best, named) ? it : best), first);
  return { kind: distance(place, named) <= GIVE_OR_TAKE ? 'there' : 'elsewhere', place };
}

/** Between the start of the place and the named lines. */
function distance(place: QuotePlace, named: NamedLines): number {
  if (place.line < named.from) return named.from - place.line;
  return Math.max(0, place.line - named.to);
}
