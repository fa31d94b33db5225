// When a daemon starts: removes the proof folders of ended runs, and moves those of unknown runs aside
// (the ledger may have been restored from a backup). A run in progress looks after its own.

import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import { removeTree } from '../../../runtime/workspace/checkout/remove-tree.ts';
import type { Files } from '../world/files.ts';

/** What the ledger says of a run. */
export type LedgerAnswer = 'at work' | 'ended' | 'unknown';

const PROOF = /^(r-[a-z2-7]{6,26})\.c\d+$/;

export async function sweepProofs(
  home: { root: string },
  { namesIn }: Pick<Files, 'namesIn'>,
  known: (run: string) => Promise<LedgerAnswer>,
): Promise<{ removed: string[]; aside: string[] }> {
  const folder = join(home.root, 'proofs');
  const aside = join(home.root, 'set-aside');
  const found: { removed: string[]; aside: string[] } = { removed: [], aside: [] };
  for (const name of await namesIn(folder)) {
    const [, run] = PROOF.exec(name) ?? [];
    const stands = run === undefined ? 'unknown' : await known(run);
    if (stands === 'at work') continue;
    const path = join(folder, name);
    if (stands === 'ended') {
      await removeTree(path);
      found.removed.push(name);
      continue;
    }
    await makeFolders(aside, 0o700);
    let to = join(aside, name);
    for (let n = 2; await exists(to); n++) to = join(aside, `${name}.${n}`);
    await rename(path, to);
    found.aside.push(name);
  }
  return found;
}
