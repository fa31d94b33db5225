// The index of a base, before its files exist: git reads the tree, and what may not be on the disk is left out of it. These are links
// that lead out of the tree, and paths that git never writes.

import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { type RawPath, rawPaths } from '../capture/snapshot.ts';
import { openBlobs } from '../git/blobs.ts';
import { git, type WorkTree } from '../git/git.ts';
import { escapes } from './escaping-links.ts';
import type { PreparedIndex } from './one-index.ts';

/** The part of a base that a checkout needs. */
export type Committed = Pick<Base, 'gitDir' | 'commit'>;

export async function prepareIndex(place: WorkTree, base: Committed, signal: AbortSignal | undefined): Promise<PreparedIndex> {
  // If one fails, wait for the other.
  const [read, odd] = await Promise.allSettled([readTree(place, base, signal), oddEntries(base, signal)]);
  if (read.status === 'rejected') throw read.reason;
  if (odd.status === 'rejected') throw odd.reason;
  const { linksOut: unlinked } = odd.value;
  if (unlinked.length > 0) {
    const input = Buffer.from(unlinked.map((path) => `${path}\0`).join(''), 'latin1');
    await git(place, ['update-index', '--skip-worktree', '-z', '--stdin'], { input, signal });
  }
  return { unlinked, certain: known.has(base.commit) };
}

async function readTree(place: WorkTree, base: Committed, signal: AbortSignal | undefined): Promise<void> {
  try {
    await git(place, ['read-tree', base.commit], { signal });
  } catch (error) {
    if (!(error instanceof MusterError) || !/invalid path/i.test(error.message)) throw error;
    await withoutInvalidPaths(place, base, signal);
  }
}

/**
 * A hand-made tree may contain paths that git never writes to a disk, such as `.git/config`. They are left out; the rest can be
 * reviewed.
 */
async function withoutInvalidPaths(place: WorkTree, base: Committed, signal: AbortSignal | undefined): Promise<void> {
  await git(place, ['read-tree', '--empty'], { signal });
  const { stdout } = await git(place, ['ls-tree', '-r', '-z', '--full-tree', base.commit], { signal });
  for (const rows of batches(stdout.toString('latin1').split('\0').slice(0, -1).filter(isValidRow), 1000)) {
    const input = Buffer.from(rows.map((row) => `${row}\0`).join(''), 'latin1');
    await git(place, ['update-index', '-z', '--index-info'], { input, signal });
  }
}

/** By git's rules, including other spellings that macOS or Windows take for `.git`. */
function isValidRow(row: string): boolean {
  const names = Buffer.from(row.slice(row.indexOf('\t') + 1), 'latin1')
    .toString('utf8')
    .split(/[/\\]/)
    .map(asOthersSpell);
  if (row.startsWith('120000') && names.at(-1) === '.gitmodules') return false;
  return !names.some((name) => name === '' || /^\.{1,2}$/.test(name) || name === '.git' || name === 'git~1');
}

const asOthersSpell = (name: string): string =>
  name
    .replace(/[\p{Cf}\uFEFF]/gu, '')
    .replace(/:.*$/s, '')
    .replace(/(?<=[^. ])[. ]+$/, '')
    .toLowerCase();

function* batches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** Entries of a tree that need more than a file with their content. */
export type OddEntries = {
  /** Links that lead out of the tree. */
  linksOut: readonly RawPath[];
  /** Whether it contains commits of other repositories. */
  submodules: boolean;
};

export const isOdd = ({ linksOut, submodules }: OddEntries): boolean => submodules || linksOut.length > 0;

/** The content of a commit never changes, and all seats of a run have the same commit. */
const known = new Map<string, OddEntries>();
const MOST_KNOWN = 64;

export async function oddEntries(base: Committed, signal: AbortSignal | undefined): Promise<OddEntries> {
  const found = known.get(base.commit);
  if (found) return found;
  const { whole, ...odd } = await findOdd(base, signal);
  if (known.size >= MOST_KNOWN) known.clear();
  // What could not be read here may be readable next time, or in another clone.
  if (whole) known.set(base.commit, odd);
  return odd;
}

async function findOdd({ gitDir, commit }: Committed, signal: AbortSignal | undefined): Promise<OddEntries & { whole: boolean }> {
  const blobs = openBlobs(gitDir, { signal, maxBytes: 65_536 });
  try {
    const { stdout } = await git({ gitDir }, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit], { signal });
    const linksOut: RawPath[] = [];
    let submodules = false;
    let whole = true;
    for (const row of rawPaths(stdout)) {
      if (row.startsWith('160000 ')) submodules = true;
      const [, object = '', path = ''] = /^120000 blob ([0-9a-f]+)\t(.+)$/s.exec(row) ?? [];
      if (path === '') continue;
      const target = await blobs.read(object);
      if (target === undefined) whole = false;
      // A link whose target cannot be read is not created.
      if (escapes(path, target?.toString('latin1') ?? '')) linksOut.push(path);
    }
    return { linksOut, submodules, whole };
  } finally {
    await blobs.close();
  }
}
