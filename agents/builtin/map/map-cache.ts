// The cache of what was read for a map: facts about all its files and the count of its history, for the next map of the project. It
// starts with a digest of the rest, so damage is detected, and the cache is then ignored.

import { digestOf } from '../../../runtime/canonical.ts';
import type { Churn } from '../../../runtime/workspace/churn.ts';
import type { FileFacts } from './file-facts.ts';
import type { Facts } from './read-tree.ts';

export type MapCache = Facts & { churn: Churn };

export type Head = {
  /** The version that made it: another one may see other things in the same text. */
  maker: string;
  commit: string;
  scope: string;
};

type Sizes = { rows: number };
type Written = {
  facts: (number | readonly [lines: number, todos: number, skipped: number, tested: 0 | 1, names?: string])[];
  commits: readonly (readonly [id: string, parents: string, author: number])[];
  authors: readonly string[];
  paths: readonly string[];
  counts: readonly (readonly number[])[];
};

const NO_TEXT = -1;
const DIGEST = 64;
/** Longer than any header. */
export const HEAD_BYTES = 4096;

export function encodeCache(head: Head, { rows, facts, churn }: MapCache): Buffer {
  const names = Buffer.from(rows.join('\0'), 'latin1');
  const rest: Written = {
    facts: facts.map(short),
    commits: churn.commits.map(({ id, parents, author }) => [id, parents, author]),
    authors: churn.authors,
    paths: [...churn.paths.keys()],
    counts: [...churn.paths.values()],
  };
  const sizes: Sizes = { rows: names.length };
  const body = Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, ...sizes })}\n`), names, Buffer.from(JSON.stringify(rest))]);
  return Buffer.concat([Buffer.from(`${digestOf(body)}\n`), body]);
}

/** Read from the first bytes; not verified yet. */
export function headOf(start: Buffer): (Head & Sizes & { end: number }) | undefined {
  const end = start.indexOf('\n', DIGEST + 1);
  if (end < 0) return undefined;
  try {
    return { ...(JSON.parse(start.toString('utf8', DIGEST + 1, end)) as Head & Sizes), end: end + 1 };
  } catch {
    return undefined;
  }
}

export function decodeCache(bytes: Buffer): MapCache | undefined {
  if (bytes.toString('latin1', 0, DIGEST) !== digestOf(bytes.subarray(DIGEST + 1))) return undefined;
  const head = headOf(bytes);
  if (head === undefined) return undefined;
  const names = bytes.toString('latin1', head.end, head.end + head.rows);
  const { facts, commits, authors, paths, counts } = JSON.parse(bytes.toString('utf8', head.end + head.rows)) as Written;
  return {
    rows: names === '' ? [] : names.split('\0'),
    facts: facts.map(long),
    churn: {
      commits: commits.map(([id, parents, author]) => ({ id, parents, author })),
      authors,
      paths: new Map(paths.map((path, at) => [path, counts[at] ?? []])),
    },
  };
}

function short(facts: FileFacts | undefined): Written['facts'][number] {
  if (facts === undefined) return NO_TEXT;
  const { lines, todos, skipped, tested, names } = facts;
  if (todos === 0 && skipped === 0 && !tested && names.length === 0) return lines;
  const marks = [lines, todos, skipped, tested ? 1 : 0] as const;
  return names.length === 0 ? marks : [...marks, names.join(' ')];
}

function long(it: Written['facts'][number]): FileFacts | undefined {
  if (it === NO_TEXT) return undefined;
  const [lines, todos = 0, skipped = 0, tested = 0, names] = typeof it === 'number' ? [it] : it;
  return { lines, todos, skipped, tested: tested === 1, names: names === undefined ? [] : names.split(' ') };
}
