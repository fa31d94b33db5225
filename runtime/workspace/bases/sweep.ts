// Removes bases that no remaining run refers to. A repository without bases is deleted; in the others, objects that only the
// removed bases needed are deleted, unless a run still works there.

import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';
import { removeTree } from '../checkout/remove-tree.ts';
import { git } from '../git/git.ts';
import { heldRefs, releaseRefs } from './hold.ts';
import { forgetStates, readLinked } from './link-records.ts';
import { leftoverOf } from './open-bases.ts';
import { namesIn } from './stores.ts';
import { alone } from './turns.ts';

/** Asked while nothing is being captured there, so even a run that has just started is known. */
export type Needs = {
  /** Whether the base of this run must stay. */
  keeps(run: string): Promise<boolean>;
  hasEnded(run: string): boolean;
};

/** Our own pack holds what the project has repacked since; if there are more of them, they are repacked into one. */
const MOST_OWN_PACKS = 1;

/** Returns the errors by repository. */
export async function sweepBases(bases: string, needs: Needs): Promise<Map<string, unknown>> {
  const failed = new Map<string, unknown>();
  for (const name of await namesIn(bases)) {
    const path = join(bases, name);
    const leftover = leftoverOf(path);
    if (leftover !== undefined) await alone(leftover, () => removeTree(path));
    else if (name.endsWith('.git')) await alone(path, () => sweep(path, needs)).catch((error: unknown) => failed.set(path, error));
  }
  return failed;
}

async function sweep(gitDir: string, needs: Needs): Promise<void> {
  // Another sweep may have removed it.
  if (!(await exists(gitDir))) return;
  const held = await heldRefs(gitDir);
  const kept = new Set<string>();
  for (const run of new Set(held.map((it) => it.run))) if (await needs.keeps(run)) kept.add(run);
  const going = held.filter(({ run }) => !kept.has(run));
  await releaseRefs(
    gitDir,
    going.map(({ ref }) => ref),
  );
  if (going.length === held.length) return remove(gitDir);
  if ([...kept].some((run) => !needs.hasEnded(run))) return;
  const { theirs, own } = await packsIn(gitDir);
  if (going.length > 0 || own > MOST_OWN_PACKS) await collect(gitDir, theirs);
}

/** Renamed first, so that no one finds a partial repository. */
async function remove(gitDir: string): Promise<void> {
  await rename(gitDir, `${gitDir}.leaving`);
  await removeTree(`${gitDir}.leaving`);
}

/** Packs that the project shares with us cost nothing; the others take space of their own. */
async function packsIn(gitDir: string): Promise<{ theirs: string[]; own: number }> {
  const shared = new Set<string>();
  for (const store of Object.keys(await readLinked(gitDir))) for (const pack of await packs(join(store, 'pack'))) shared.add(pack.file);
  const all = await packs(join(gitDir, 'objects', 'pack'));
  const theirs = all.filter(({ file }) => shared.has(file)).map(({ name }) => name);
  return { theirs, own: all.length - theirs.length };
}

async function packs(folder: string): Promise<{ name: string; file: string }[]> {
  const found = await Promise.all(
    ((await readdir(folder).catch(rethrowShortage)) ?? []).map(async (name) => {
      const info = name.endsWith('.pack') ? await stat(join(folder, name)).catch(() => undefined) : undefined;
      return info && { name, file: `${info.dev}.${info.ino}` };
    }),
  );
  return found.filter((it) => it !== undefined);
}

/** Objects that are reachable and in no pack of the project become one pack of ours; unreachable ones are deleted. */
async function collect(gitDir: string, theirs: readonly string[]): Promise<void> {
  await forgetStates(gitDir);
  await git({ gitDir }, ['repack', '-a', '-d', '-n', '-q', ...theirs.map((name) => `--keep-pack=${name}`)]);
  await git({ gitDir }, ['prune', '--expire=now']);
}
