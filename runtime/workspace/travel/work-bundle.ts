// Commits that are sent between the homes of a fleet as git bundles: what a stage builds on, to a host; and what an executor made
// of it, back into its lead's workplace, where it is committed as if it had been made there.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { readBounded, withFolder, writeDurably } from '../../files.ts';
import { together } from '../bases/turns.ts';
import { copyIndex } from '../capture/snapshot.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { ENDS_OF_LINES } from '../git/bare.ts';
import { git, gitText } from '../git/git.ts';
import { makeFiles } from '../git/make-files.ts';
import { takeBundle } from './unpack.ts';

/** A larger one is not sent. */
const MOST_BYTES = 256 * 1024 * 1024;

export type Travel = { gitDir: string; ref: string; commit: string; without: string; scratch: string; signal?: AbortSignal | undefined };

/** A commit with its history since another one, which the receiver has; undefined if it is too large. The ref is kept. */
export async function bundleOf({ gitDir, ref, commit, without, scratch, signal }: Travel): Promise<Uint8Array | undefined> {
  return withFolder(scratch, 'bundle', async (folder) => {
    const file = join(folder, 'work.bundle');
    await git({ gitDir }, ['update-ref', '--no-deref', ref, commit], { signal });
    await git({ gitDir }, ['bundle', 'create', '--quiet', file, ref, `^${without}`], { signal });
    const read = await readBounded(file, MOST_BYTES);
    return read.kind === 'read' ? read.bytes : undefined;
  });
}

/** Unpacks it into a repository of bases that has what it builds on; the ref keeps it there. */
export async function takeCommit(bundle: Uint8Array, to: { gitDir: string; ref: string; commit: string; scratch: string }): Promise<void> {
  const { gitDir, ref, commit, scratch } = to;
  await together(gitDir, () =>
    withFolder(scratch, 'bundle', async (folder) => {
      const file = join(folder, 'work.bundle');
      await writeDurably(file, bundle);
      if (!(await takeBundle(gitDir, file, [commit])))
        throw new MusterError('git-failed', `the bundle of ${commit} lacks commits`, 'The worker starts on the node of its lead.');
      await git({ gitDir }, ['update-ref', '--no-deref', ref, commit]);
    }),
  );
}

/** True if the commit has that tree and only that commit as its parent: nothing else is accepted as the work of a stage. */
export async function buildsOn(gitDir: string, head: Snapshot, from: Snapshot): Promise<boolean> {
  const said = await gitText({ gitDir }, ['rev-parse', `${head.commit}^{tree}`, `${head.commit}^@`], { accept: [0, 128] });
  return said === `${head.tree}\n${from.commit}`;
}

/**
 * Puts the files of a tree into a workplace that was made from another one. Its seal stays as it was, so the difference counts as
 * the work.
 */
export async function putIntoPlace(path: string, tree: string, signal?: AbortSignal): Promise<void> {
  const place = { gitDir: sealOf(path), workTree: path };
  // As the files of a workplace are written.
  await writeFile(join(place.gitDir, 'info', 'attributes'), ENDS_OF_LINES);
  await withFolder(place.gitDir, 'index', async (folder) => {
    await copyIndex(join(place.gitDir, 'index'), join(folder, 'index'));
    await makeFiles(place, ['read-tree', '--reset', '-u', tree], { env: { GIT_INDEX_FILE: join(folder, 'index') }, signal });
  });
}
