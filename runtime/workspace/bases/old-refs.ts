// Earlier versions of Muster kept bases by refs in the user's own repository. They are moved to the home when we come across them,
// and the user's repository is left without a trace.

import { readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunId } from '../../../contracts/ids.ts';
import { codeOf, exists, withFolder } from '../../files.ts';
import { git } from '../git/git.ts';
import { findProject, type Repository } from '../project.ts';
import { borrow } from './borrow.ts';
import { copyNeeded } from './copy-needed.ts';
import { hold } from './hold.ts';
import { linkObjects } from './link-objects.ts';
import { openBases } from './open-bases.ts';
import { basesOf } from './place.ts';
import { keepShallow } from './shallow.ts';
import { storesOf } from './stores.ts';
import { together } from './turns.ts';

const OLD = 'refs/muster/';

export type OldRef = { ref: string; commit: string };

export async function oldRefs({ commonDir }: Repository, signal?: AbortSignal): Promise<OldRef[]> {
  if (await hasNone(commonDir)) return [];
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', OLD];
  const { stdout } = await git({ gitDir: commonDir }, args, { signal });
  const rows = stdout.toString('utf8').split('\n').slice(0, -1);
  return rows.map((row) => ({ commit: row.slice(0, row.indexOf(' ')), ref: row.slice(row.indexOf(' ') + 1) }));
}

/** Checked in the files where possible: nearly all repositories have none, and git need not be started. */
async function hasNone(commonDir: string): Promise<boolean> {
  const [loose, otherForm, packed] = await Promise.all([
    exists(join(commonDir, OLD)),
    exists(join(commonDir, 'reftable')),
    readFile(join(commonDir, 'packed-refs'), 'latin1').catch(unlessMissing),
  ]);
  return !loose && !otherForm && packed !== undefined && !packed.includes(` ${OLD}`);
}

/** Undefined if it cannot be read. */
const unlessMissing = (error: unknown): string | undefined => (codeOf(error) === 'ENOENT' ? '' : undefined);

/** For a project in which nothing is being captured now. */
export async function takeOverIn(root: string, bases: string, scratch: string): Promise<void> {
  const project = await findProject(root);
  const refs = project.kind === 'git' ? await oldRefs(project) : [];
  if (project.kind !== 'git' || refs.length === 0) return;
  const gitDir = basesOf(bases, project);
  await together(gitDir, async () => {
    await openBases(gitDir, project);
    const { folders } = await storesOf(project);
    const linked = await linkObjects(folders, gitDir);
    await keepShallow(project, gitDir);
    if (!linked) await copied(project, refs, gitDir, scratch);
    await takeOver(project, refs, gitDir);
  });
}

const copied = (project: Repository, refs: readonly OldRef[], gitDir: string, scratch: string) =>
  withFolder(scratch, 'take-over', async (folder) => {
    const borrowed = join(folder, 'borrowed.git');
    await borrow(borrowed, project);
    await copyNeeded(
      gitDir,
      borrowed,
      refs.map((it) => it.commit),
    );
  });

/** Their objects are in `gitDir` by now. A read-only repository keeps them. */
export async function takeOver({ commonDir }: Repository, refs: readonly OldRef[], gitDir: string, signal?: AbortSignal): Promise<void> {
  if (refs.length === 0) return;
  const at = new Map(refs.map(({ ref, commit }) => [ref, commit]));
  for (const { ref, commit } of refs) {
    const run = RunId.safeParse(ref.slice(`${OLD}base/`.length));
    if (ref.startsWith(`${OLD}base/`) && run.success)
      await hold(gitDir, run.data, { base: commit, from: at.get(`${OLD}from/${run.data}`) }, signal);
  }
  const input = refs.map(({ ref, commit }) => `delete ${ref} ${commit}\n`).join('');
  const gone = await git({ gitDir: commonDir }, ['update-ref', '--no-deref', '--stdin'], { input, signal, accept: [0, 128] });
  if (gone.code === 0) await rmdir(join(commonDir, OLD)).catch(() => undefined);
}
