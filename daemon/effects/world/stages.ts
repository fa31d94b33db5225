// Commits, refs and workplaces of stages, as effects use them. The simulation has its own behind the same interface.

import { writeDurably } from '../../../runtime/files.ts';
import { together } from '../../../runtime/workspace/bases/turns.ts';
import { readSeal } from '../../../runtime/workspace/checkout/examine-checkout.ts';
import { removeTree } from '../../../runtime/workspace/checkout/remove-tree.ts';
import { openBlobs } from '../../../runtime/workspace/git/blobs.ts';
import { entryAt } from '../../../runtime/workspace/git/entry.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { besideFile, besideNow } from '../../../runtime/workspace/stages/beside.ts';
import { rawChanges } from '../../../runtime/workspace/stages/changes.ts';
import { keepRef, treeOf } from '../../../runtime/workspace/stages/commit.ts';
import { integrate } from '../../../runtime/workspace/stages/integrate.ts';
import { includeFile, placeFor, restoreTree, setStrangersAside } from '../../../runtime/workspace/stages/place.ts';
import { sealWork } from '../../../runtime/workspace/stages/seal-work.ts';
import { isStillSealed } from '../../../runtime/workspace/stages/still-sealed.ts';
import { testsTree } from '../../../runtime/workspace/stages/tests-tree.ts';
import { unresolvedIn } from '../../../runtime/workspace/stages/unresolved.ts';

export type Stages = Omit<typeof REAL, 'sealOf'> & {
  /** The commit that a workplace was made from; undefined if there is no workplace. */
  sealOf(path: string): Promise<{ commit: string } | undefined>;
};

const REAL = {
  // In the home's repository.
  together,
  integrate,
  unresolvedIn,
  keepRef,
  treeOf,
  rawChanges,
  testsTree,
  openBlobs,
  entryAt,
  sealWork,
  /** Undefined if there is no such ref. */
  async treeAt(gitDir: string, ref: string, signal?: AbortSignal): Promise<string | undefined> {
    const asked = ['rev-parse', '--verify', '--quiet', `${ref}^{tree}`];
    const { stdout } = await git({ gitDir }, asked, { signal, accept: [0, 1, 128] });
    return stdout.toString('utf8').trim() || undefined;
  },
  async dropRef(gitDir: string, ref: string, signal?: AbortSignal): Promise<void> {
    await git({ gitDir }, ['update-ref', '-d', ref], { signal });
  },

  // In a workplace.
  placeFor,
  includeFile,
  restoreTree,
  setStrangersAside,
  removeTree,
  sealOf: readSeal,
  isStillSealed,
  /** Files that are beside the tree before an executor starts are not its work. */
  async noteBeside(path: string, signal?: AbortSignal): Promise<void> {
    await writeDurably(besideFile(path), await besideNow(path, signal));
  },
};

export const realStages: Stages = REAL;
