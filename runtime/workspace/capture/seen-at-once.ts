// What is not committed in a checkout, by one program of git instead of three: where its index is small and plain, and says nothing
// that `git status` leaves out. Of any other checkout nothing is said here, and git is asked for each part.

import { readFile, stat } from 'node:fs/promises';
import { entriesOf } from '../checkout/reflink/index-file.ts';
import { type GitPlace, git, type Setting } from '../git/git.ts';
import { isMusters } from './left-out.ts';
import { type RawPath, rawPaths } from './snapshot.ts';

export type Seen = {
  /** A letter for what the index marks it as, a space and the path; none where nothing is marked. */
  marked: readonly RawPath[];
  /** Against the index: paths with the letter of a raw diff. */
  changed: ReadonlyMap<RawPath, string>;
  untracked: readonly RawPath[];
  /** The index differs from the commit. */
  staged: boolean;
};

type Options = { config: readonly Setting[]; env: Readonly<Record<string, string>>; signal: AbortSignal | undefined };

/** Some thousand files. Where there are more, to start a program is the smallest part, and what has changed is rather looked at once than twice. */
const LARGEST = 256 * 1024;
/** What is in a submodule is not looked at; which commit it is on is. */
const STATUS = [
  ...['status', '--porcelain=v2', '-z', '--branch', '--no-ahead-behind'],
  ...['--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'],
];
const SUBMODULE = '160000';
const FATAL = 128;

/**
 * Against that commit: nothing where HEAD is another by now, or where git cannot look: while a repository is packed again, it misses the
 * commit now and then, which the other way does not ask for.
 */
export async function seenAtOnce(place: GitPlace, head: string, index: string, options: Options): Promise<Seen | undefined> {
  if (!(await isPlain(index))) return undefined;
  const { code, stdout } = await git(place, STATUS, { ...options, accept: [0, FATAL] });
  return code === 0 ? seenIn(rawPaths(stdout), head) : undefined;
}

/** Nothing in it is left out, assumed or in conflict, and nothing is ours. */
async function isPlain(index: string): Promise<boolean> {
  const about = await stat(index).catch(() => undefined);
  if (about === undefined || about.size > LARGEST) return false;
  const entries = entriesOf(await readFile(index), 20);
  return entries?.every((it) => it.plain && !isMusters(it.path.toString('latin1'))) ?? false;
}

/** Nothing where a line is of a kind that must be looked at more closely. */
export function seenIn(lines: readonly string[], head: string): Seen | undefined {
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
