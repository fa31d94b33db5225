// Where a review loop works: a clone in the home, made from a capture of the project that includes uncommitted changes. Each
// fix becomes a commit there, on which the next round builds. The project itself is not touched; the result is a patch.

import { basename, join } from 'node:path';
import type { Config } from '../../../contracts/config.ts';
import type { PlanExecution } from '../../../contracts/plan/plan-execution.ts';
import { writeDurably } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import type { Home } from '../../../runtime/home.ts';
import { captureBase } from '../../../runtime/workspace/capture/capture.ts';
import { type GitOptions, git, gitText } from '../../../runtime/workspace/git/git.ts';
import { makeFiles } from '../../../runtime/workspace/git/make-files.ts';

export type LoopPlace = {
  folder: string;
  clone: string;
  /** The commit that the first round reviews. */
  first: string;
  /** Where the reviewed change starts, if a range is reviewed. */
  from: string | undefined;
};

type LoopRequest = { project: string; range: string | undefined; scope: readonly string[] };

const IDENTITY: NonNullable<GitOptions['config']> = [
  ['user.name', 'Muster'],
  ['user.email', 'muster@localhost'],
];

export async function makeLoopPlace(
  id: string,
  { project, range, scope }: LoopRequest,
  { home, config }: { home: Home; config: Config },
): Promise<LoopPlace> {
  const folder = join(home.loops, id);
  const clone = join(folder, basename(project) || 'project');
  await makeFolders(clone, 0o700);
  const base = await captureBase(
    { project, base: 'worktree', range, scope: [...scope], scratch: folder, limits: config.capture },
    { bases: home.bases, run: id },
  );
  const from = base.kind === 'git' ? base.from : undefined;
  await git(clone, ['init', '--quiet', '--initial-branch=work']);
  const refs = [`${base.commit}:refs/heads/work`, ...(from === undefined ? [] : [`${from}:refs/muster/from`])];
  await git(clone, ['fetch', '--quiet', '--no-tags', '--update-head-ok', base.gitDir, ...refs], {
    config: [
      ['protocol.file.allow', 'always'],
      ['uploadpack.allowAnySHA1InWant', 'true'],
    ],
  });
  await makeFiles(clone, ['reset', '--quiet', '--hard', base.commit]);
  return { folder, clone, first: base.commit, from };
}

/** Commits the proved work of all stages to the clone; undefined if it is not proved as a whole, or changes nothing. */
export async function takeOver({ clone }: LoopPlace, { gitDir, integrated }: PlanExecution, title: string): Promise<string | undefined> {
  if (integrated?.state !== 'proved' || integrated.tree === null) return undefined;
  const { stdout } = await git({ gitDir }, ['diff', '--binary', '--full-index', await treeAt(clone), integrated.tree]);
  if (stdout.length === 0) return undefined;
  await git(clone, ['apply', '--index', '--whitespace=nowarn', '-'], { input: stdout });
  await git(clone, ['commit', '--quiet', '--no-verify', '--message', title], { config: IDENTITY });
  return gitText(clone, ['rev-parse', 'HEAD']);
}

const treeAt = (clone: string): Promise<string> => gitText(clone, ['rev-parse', 'HEAD^{tree}']);

/** Writes all fixes as one patch against the original project; undefined if there are none. */
export async function writePatch({
  clone,
  folder,
  first,
}: LoopPlace): Promise<{ path: string; files: number; deleted: string[] } | undefined> {
  const { stdout } = await git(clone, ['diff', '--binary', '--full-index', first, 'HEAD']);
  if (stdout.length === 0) return undefined;
  const names = async (...only: string[]): Promise<string[]> =>
    (await gitText(clone, ['diff', '--name-only', '-z', '--find-renames', ...only, first, 'HEAD'])).split('\0').filter((it) => it !== '');
  const path = join(folder, 'fix.patch');
  await writeDurably(path, stdout);
  return { path, files: (await names()).length, deleted: await names('--diff-filter=D') };
}
