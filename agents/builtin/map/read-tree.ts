// The facts about all files of a tree. Files that an earlier tree had with the same name and content are taken from the cache; only
// the others are read.

import { pathTest } from '../../../runtime/globs.ts';
import { type Blobs, openBlobs } from '../../../runtime/workspace/git/blobs.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { type FileFacts, factsOf } from './file-facts.ts';
import type { ScopeFile } from './map.ts';

/** In git's order, by object and name as git prints them, in latin1. */
export type Facts = { rows: readonly string[]; facts: readonly (FileFacts | undefined)[] };

export type Read = Facts & {
  files: readonly ScopeFile[];
  /** The number of files that were read. */
  read: number;
};

const TEXT_BYTES = 1024 * 1024;
/** Above this many, git is asked once for all sizes. */
const MANY = 500;

type TreeRequest = { gitDir: string; commit: string; scope: readonly string[]; goesOn?: (() => void) | undefined };

export async function readTree(where: TreeRequest, earlier?: Facts): Promise<Read> {
  const { gitDir, commit, goesOn } = where;
  const rows = await rowsOf(where);
  const known = earlier ? matched(rows, earlier) : new Map<number, FileFacts | undefined>();
  const blobs = openBlobs(gitDir, { maxBytes: TEXT_BYTES });
  try {
    const left = rows.length - known.size;
    if (left > MANY) await blobs.tree(commit);
    // A missing object may be there another time.
    const missing = new Set<number>();
    await Promise.all(
      rows.map(async (row, at) => {
        if (known.has(at)) return;
        const content = await contentOf(blobs, objectIn(row));
        goesOn?.();
        known.set(at, factsOf(shown(row), content === 'missing' ? undefined : textIn(content)));
        if (content === 'missing') missing.add(at);
      }),
    );
    const kept = rows.map((_, at) => at).filter((at) => !missing.has(at));
    return {
      files: rows.map((row, at) => ({ path: shown(row), facts: known.get(at) })),
      rows: kept.map((at) => rows[at] ?? ''),
      facts: kept.map((at) => known.get(at)),
      read: left,
    };
  } finally {
    await blobs.close();
  }
}

/** Regular files only: `<object>\t<path>`. */
async function rowsOf({ gitDir, commit, scope, goesOn }: TreeRequest): Promise<string[]> {
  const list = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit];
  const { stdout } = await git({ gitDir }, list, { heard: goesOn });
  const inScope = pathTest(scope);
  return stdout
    .toString('latin1')
    .split('\0')
    .filter((row) => row.startsWith('100'))
    .map((row) => row.slice('100644 blob '.length))
    .filter((row) => scope.length === 0 || inScope(shown(row)));
}

/** Both are sorted by name, unless a tree was made by hand: then fewer are matched, and the rest is read again. */
function matched(rows: readonly string[], earlier: Facts): Map<number, FileFacts | undefined> {
  const known = new Map<number, FileFacts | undefined>();
  let other = 0;
  rows.forEach((row, at) => {
    const path = rawPathIn(row);
    while (other < earlier.rows.length && rawPathIn(earlier.rows[other] ?? '') < path) other++;
    if (earlier.rows[other] === row) known.set(at, earlier.facts[other]);
  });
  return known;
}

const objectIn = (row: string): string => row.slice(0, row.indexOf('\t'));
const rawPathIn = (row: string): string => row.slice(row.indexOf('\t') + 1);
const shown = (row: string): string => Buffer.from(rawPathIn(row), 'latin1').toString('utf8');

async function contentOf(blobs: Blobs, object: string): Promise<Buffer | 'missing' | undefined> {
  const content = await blobs.read(object);
  return content ?? ((await blobs.has(object)) ? undefined : 'missing');
}

/** Without the byte-order mark, which is not part of the text. */
const textIn = (content: Buffer | undefined): string | undefined =>
  content === undefined || content.includes(0) ? undefined : content.toString('utf8').replace(/^\uFEFF/, '');
