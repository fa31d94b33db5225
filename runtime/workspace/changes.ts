// The differences between the two ends of a range: touched and removed paths, renames, and each added line, numbered as on the head
// side.

import { type GitPlace, git } from './git/git.ts';
import { type Hunk, hunksIn } from './git/hunks.ts';
import { parseRawDiff } from './git/raw-diff.ts';

export type Changes = {
  /** Paths on the head side that are new, changed or renamed. */
  touched: ReadonlySet<string>;
  /** `path:line` on the head side. */
  added: ReadonlySet<string>;
  /** Paths on the from side that are gone, including renamed ones. */
  removed: ReadonlySet<string>;
  /** Path on the from side → path on the head side. */
  renames: ReadonlyMap<string, string>;
};

/** A larger patch is an error: single lines are not distinguished any more. */
const PATCH_BYTES = 256 * 1024 * 1024;

const PATCH = ['--patch', '--unified=0', '--inter-hunk-context=0', '--src-prefix=a/', '--dst-prefix=b/', '--end-of-options'];

const COMMON = ['diff-tree', '-r', '-M', '--no-ext-diff', '--no-textconv', '--no-color'];

export async function changesBetween(gitDir: string, from: string, head: string, signal?: AbortSignal): Promise<Changes> {
  const names = await namesBetween(gitDir, from, head, signal);
  return { ...names, added: addedLines(await hunksBetween(gitDir, from, head, signal)) };
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

/** For each file of the head side, which lines became which. */
export async function hunksBetween(gitDir: string, from: string, head: string, signal?: AbortSignal): Promise<Map<string, Hunk[]>> {
  return hunksIn(await diff(gitDir, [...PATCH, from, head], signal));
}

async function diff(gitDir: string, args: readonly string[], signal: AbortSignal | undefined): Promise<Buffer> {
  const place: GitPlace = { gitDir };
  // Ignore the attributes of the index, which belong to neither end: a `-diff` there would hide lines.
  const env = { GIT_INDEX_FILE: `${gitDir}/no-such-index` };
  return (await git(place, [...COMMON, ...args], { signal, env, maxBytes: PATCH_BYTES })).stdout;
}

/** `path:line` on the head side. */
function addedLines(hunks: ReadonlyMap<string, readonly Hunk[]>): Set<string> {
  const lines = [...hunks].flatMap(([path, each]) =>
    each.flatMap(({ to, got }) => Array.from({ length: got }, (_, n) => `${path}:${to + n}`)),
  );
  return new Set(lines);
}
