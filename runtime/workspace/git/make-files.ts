// Runs a git that writes a whole tree to the disk. Where files are many it has several programs make them: as many as keep the cores
// busy that no other tree needs. A file that is being made waits for locks and for the disk, so these are two for each core.

import { availableParallelism } from 'node:os';
import { type GitOptions, type GitOutput, type GitPlace, git, type Setting } from './git.ts';

/** Fewer are there sooner when one program makes them: to start others costs milliseconds, and a quarter more CPU in all. */
const MANY = 1_000;
const FOR_EACH_CORE = 2;
const MOST = 8;

type Options = GitOptions & {
  /** From how many files on several programs make them. */
  many?: number;
};

let underWay = 0;

/** `args` of a checkout-index or a read-tree. When it is ended, its programs end with the next file that they tell it of. */
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

/** Pure. Where each core has a tree of its own, more programs would only cost more. */
export function programsFor(cores: number, trees: number): number {
  const own = Math.floor(cores / trees);
  return own < 2 ? 1 : Math.min(MOST, own * FOR_EACH_CORE);
}
