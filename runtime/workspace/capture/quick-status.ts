// Finds what is uncommitted with one git process instead of three, if the index is small and has nothing that `git status` leaves
// out. For any other checkout it returns undefined, and git is asked for each part.

import { readFile, stat } from 'node:fs/promises';
import { inSlices } from '../../slices.ts';
import { isAllPlain } from '../checkout/reflink/index-file.ts';
import { type GitPlace, git, type Setting } from '../git/git.ts';
import { MUSTERS } from './left-out.ts';
import { type RawPath, rawPaths } from './snapshot.ts';

export type StatusSummary = {
  /** A tag letter of the index entry, a space and the path; empty if nothing is marked. */
  marked: readonly RawPath[];
  /** Changes against the index: paths with the letter of a raw diff. */
  changed: ReadonlyMap<RawPath, string>;
  untracked: readonly RawPath[];
  /** The index differs from the commit. */
  staged: boolean;
};

type Options = { config: readonly Setting[]; env: Readonly<Record<string, string>>; signal: AbortSignal | undefined };

/**
 * Over ten thousand files. One process takes less CPU than three, by a third for 5,000 files and a sixth for 10,000; with many more,
 * starting processes is the smallest part of the cost, and three of them use more cores.
 */
const LARGEST = 1024 * 1024;
/** Only the commit of a submodule is compared, not its contents. */
const STATUS = [
  ...['status', '--porcelain=v2', '-z', '--branch', '--no-ahead-behind'],
  ...['--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'],
];
const SUBMODULE = '160000';
const FATAL = 128;

/**
 * Compared with that commit; undefined if HEAD has moved or git fails. While a repository is being repacked, `git status` sometimes
 * misses the commit, which the other way does not need.
 */
export async function quickStatus(place: GitPlace, head: string, index: string, options: Options): Promise<StatusSummary | undefined> {
  if (!(await isPlain(index))) return undefined;
  const { code, stdout } = await git(place, STATUS, { ...options, accept: [0, FATAL] });
  return code === 0 ? parseStatus(rawPaths(stdout), head) : undefined;
}

/** No entry is skipped, assumed unchanged or in conflict, and none is ours. */
async function isPlain(index: string): Promise<boolean> {
  const about = await stat(index).catch(() => undefined);
  if (about === undefined || about.size > LARGEST) return false;
  return inSlices(isAllPlain(await readFile(index), MUSTERS));
}

/** Undefined if a line is of a kind that needs a closer look. */
export function parseStatus(lines: readonly string[], head: string): StatusSummary | undefined {
  if (!lines.includes(`# branch.oid ${head}`)) return undefined;
  const changed = new Map<RawPath, string>();
  const untracked: RawPath[] = [];
  let staged = false;
  for (const line of lines) {
    const [, inIndex, onDisk, modes, path] = /^1 ([.MTAD])([.MTD]) \S+ (\d+ \d+ \d+) \S+ \S+ (.+)$/s.exec(line) ?? [];
    if (line.startsWith('# branch.')) continue;
    if (line.startsWith('? ')) untracked.push(line.slice(2));
    else if (inIndex && onDisk && modes && path && !modes.split(' ').includes(SUBMODULE)) {
      staged ||= inIndex !== '.';
      if (onDisk !== '.') changed.set(path, onDisk);
    } else return undefined;
  }
  return { marked: [], changed, untracked, staged };
}
