// The base of a run as a git bundle, from which the home of another node gets the same commits.

import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { readBounded, withFolder, writeDurably } from '../../files.ts';
import { hold, RUNS } from '../bases/hold.ts';
import { makeBases } from '../bases/open-bases.ts';
import { together } from '../bases/turns.ts';
import { git } from '../git/git.ts';
import { takeBundle } from './unpack.ts';

/** A larger base is not sent, and its run stays with its node. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Undefined if it cannot be sent: a shallow clone cannot be bundled, and a base may be too large. */
export async function bundleBase(run: string, base: Base, scratch: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  return withFolder(scratch, 'bundle', async (folder) => {
    const file = join(folder, 'base.bundle');
    const refs = [`${RUNS}${run}/base`, ...(base.kind === 'git' && base.from ? [`${RUNS}${run}/from`] : [])];
    const made = await git({ gitDir: base.gitDir }, ['bundle', 'create', '--quiet', file, ...refs], { signal, accept: [0, 1, 128] });
    if (made.code !== 0) return undefined;
    const read = await readBounded(file, MOST_BYTES);
    return read.kind === 'read' ? read.bytes : undefined;
  });
}

/** Unpacks it into the repository of bases that the base names, which is created if missing. */
export async function restoreBase(run: string, base: Base, bundle: Uint8Array, scratch: string): Promise<void> {
  const { gitDir, commit } = base;
  const from = base.kind === 'git' ? base.from : undefined;
  await together(gitDir, async () => {
    await makeBases(gitDir, commit.length > 40 ? 'sha256' : 'sha1', base.root);
    await withFolder(scratch, 'bundle', async (folder) => {
      const file = join(folder, 'base.bundle');
      await writeDurably(file, bundle);
      if (await takeBundle(gitDir, file, [commit, ...(from === undefined ? [] : [from])])) return;
      throw new MusterError('git-failed', `the bundle of ${run} lacks commits of its base`, 'The run stays with the node that made it.');
    });
    await hold(gitDir, run, { base: commit, from });
  });
}
