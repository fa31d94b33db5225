// Runs a git command that writes a whole tree to the disk. Large trees are written by several processes: as many as there are cores
// not busy with other trees. Creating files waits for locks and the disk, so there are two processes for each core.

import { availableParallelism } from 'node:os';
import { type GitOptions, type GitOutput, type GitPlace, git, type Setting } from './git.ts';

/** Fewer files are written faster by one process: starting others takes milliseconds, and a quarter more CPU in total. */
const MANY = 1_000;
const FOR_EACH_CORE = 2;
const MOST = 8;

type Options = GitOptions & {
  /** From how many files on several processes are used. */
  many?: number;
};

let underWay = 0;

/** `args` of a checkout-index or a read-tree. When it is killed, its processes end with the next file that they report to it. */
export async function makeFiles(place: GitPlace, args: readonly string[], { many = MANY, ...options }: Options = {}): Promise<GitOutput> {
  underWay += 1;
  try {
    const settings: Setting[] = [
      ['checkout.workers', `${programsFor(availableParallelism(), underWay)}`],
      ['checkout.thresholdForParallelism', `${many}`],
    ];
    return await git(place, args, { ...options, config: [...settings, ...(options.config ?? [])] });
  } finally {
    underWay -= 1;
  }
}

/** Pure. If each core has a tree of its own, more processes would only add cost. */
export function programsFor(cores: number, trees: number): number {
  const own = Math.floor(cores / trees);
  return own < 2 ? 1 : Math.min(MOST, own * FOR_EACH_CORE);
}
