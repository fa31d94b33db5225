// What lies between the two ends of a range: paths touched and removed, renames, and each line that the
// change adds, numbered as it stands on the head side.

import { type GitPlace, git } from './git/git.ts';
import { unquoted } from './git/quoting.ts';
import { parseRawDiff } from './git/raw-diff.ts';

export type Changes = {
  /** Head-side paths that are new, changed or arrived under a new name. */
  touched: ReadonlySet<string>;
  /** `path:line` on the head side. */
  added: ReadonlySet<string>;
  /** From-side paths that are gone, also those that were renamed away. */
  removed: ReadonlySet<string>;
  /** From-side path → head-side path. */
  renames: ReadonlyMap<string, string>;
};

/** Above this many bytes of patch, single lines are no longer told apart and the diff is an error. */
const PATCH_BYTES = 256 * 1024 * 1024;

const COMMON = ['diff-tree', '-r', '-M', '--no-ext-diff', '--no-textconv', '--no-color'];

export async function changesBetween(gitDir: string, from: string, head: string, signal?: AbortSignal): Promise<Changes> {
  const format = ['--patch', '--unified=0', '--inter-hunk-context=0', '--src-prefix=a/', '--dst-prefix=b/'];
  const names = await namesBetween(gitDir, from, head, signal);
  const patch = await diff(gitDir, [...format, '--end-of-options', from, head], signal);
  return { ...names, added: addedLines(patch) };
}

export async function namesBetween(gitDir: string, from: string, head: string, signal?: AbortSignal): Promise<Omit<Changes, 'added'>> {
  const touched = new Set<string>();
  const removed = new Set<string>();
  const renames = new Map<string, string>();
  const raw = await diff(gitDir, ['--raw', '-z', '--no-abbrev', '--end-of-options', from, head], signal);
  for (const change of parseRawDiff(raw).flatMap((it) => it.changes)) {
    if (change.status === 'D' || change.status === 'R') removed.add(change.oldPath);
    if (change.status === 'R') renames.set(change.oldPath, change.path);
    if (change.status !== 'D') touched.add(change.path);
  }
  return { touched, removed, renames };
}

export async function diff(gitDir: string, args: readonly string[], signal: AbortSignal | undefined): Promise<Buffer> {
  const place: GitPlace = { gitDir };
  // The attributes of the index are not those of either end; a `-diff` in them would hide lines.
  const env = { GIT_INDEX_FILE: `${gitDir}/no-such-index` };
  return (await git(place, [...COMMON, ...args], { signal, env, maxBytes: PATCH_BYTES })).stdout;
}

/** Without lines of context no line of content begins with `@` or `d`, and the only `+++` before a hunk is the name. */
export function addedLines(patch: Buffer): Set<string> {
  const added = new Set<string>();
  let path: string | undefined;
  for (let start = 0; start < patch.length; ) {
    const newline = patch.indexOf(10, start);
    const end = newline < 0 ? patch.length : newline;
    const first = patch[start];
    if (first === 0x64) path = undefined;
    else if (first === 0x2b && path === undefined) path = pathOf(patch.toString('utf8', start, end));
    else if (first === 0x40 && path !== undefined) {
      const [, line, count] = /^@@ -[\d,]+ \+(\d+)(?:,(\d+))? @@/.exec(patch.toString('latin1', start, Math.min(end, start + 100))) ?? [];
      for (let n = 0; n < Number(count ?? 1); n++) added.add(`${path}:${Number(line) + n}`);
    }
    start = end + 1;
  }
  return added;
}

/** `+++ b/path`, `+++ "b/odd \303\274 path"`, or `+++ /dev/null`; a tab ends a name with spaces. */
export function pathOf(line: string): string | undefined {
  const name = line.slice('+++ '.length).replace(/\t$/, '');
  const plain = name.startsWith('"') ? unquoted(name) : name;
  return plain.startsWith('b/') ? plain.slice(2) : '';
}
