// The tree on which a proof shows whether the tests alone would pass: the base, with the entries of some changed files (tests and
// build files) replaced by those of the head. Entries, not patches: a filtered patch breaks on renames.

import { join } from 'node:path';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { withFolder } from '../../files.ts';
import { shownPath } from '../capture/snapshot.ts';
import { git, gitText } from '../git/git.ts';
import type { RawChange } from '../git/raw-diff.ts';
import { rawChanges } from './changes.ts';
import { commitStage } from './commit.ts';

export type TestsTree =
  | { kind: 'made'; at: Snapshot }
  /** The head changes no such file. */
  | { kind: 'none' }
  /** A file would have to be where a folder is. */
  | { kind: 'clash'; path: string };

export async function testsTree(
  gitDir: string,
  { base, head }: { base: Snapshot; head: Snapshot },
  belongs: (path: string) => boolean,
  scratch: string,
  signal?: AbortSignal,
): Promise<TestsTree> {
  const changes = (await rawChanges(gitDir, base.tree, head.tree, signal)).filter((it) => belongs(shownPath(it.path)));
  if (changes.length === 0) return { kind: 'none' };
  return withFolder(scratch, 'tests', async (folder) => {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    await git({ gitDir }, ['read-tree', base.tree], { env, signal });
    const gone = changes.filter((it) => it.status === 'D');
    const there = changes.filter((it) => it.status !== 'D');
    await feed(gitDir, gone, env, signal);
    const kept = await git({ gitDir }, ['ls-files', '-z'], { env, signal });
    const clash = clashOf(
      there.map((it) => it.path),
      new Set(kept.stdout.toString('latin1').split('\0')),
    );
    if (clash !== undefined) return { kind: 'clash', path: shownPath(clash) };
    await feed(gitDir, there, env, signal);
    const tree = await gitText({ gitDir }, ['write-tree'], { env, signal });
    const message = 'The base with the tests of the head\n';
    return { kind: 'made', at: await commitStage(gitDir, { tree, parents: [base.commit], seconds: 0, message }, signal) };
  });
}

async function feed(
  gitDir: string,
  changes: readonly RawChange[],
  env: Record<string, string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ status, mode, object, path }) => `${status === 'D' ? '0' : mode} ${object}\t${path}\0`);
  await git({ gitDir }, ['update-index', '-z', '--index-info'], { env, signal, input: Buffer.from(rows.join(''), 'latin1') });
}

/** A path that should become a file but is a folder in the remaining tree, or is below one of its files. */
function clashOf(paths: readonly string[], kept: ReadonlySet<string>): string | undefined {
  const folders = new Set([...kept].flatMap(foldersOf));
  return paths.find((path) => folders.has(path) || foldersOf(path).some((folder) => kept.has(folder)));
}

const foldersOf = (path: string): string[] => {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, at) => parts.slice(0, at + 1).join('/'));
};
