// Waits for the processes that a program left behind when it exited: a launcher returns at once, and what it has started works on.

import { nextLook } from '../measure/next-look.ts';
import { familyOf, type Root } from './family.ts';

const [SOONEST, LATEST] = [50, 1_000];
const spare: ReadonlySet<number> = new Set([process.pid]);

/** Resolves when none is left, or when nobody waits any more. `tell` gets their number whenever it has changed. */
export async function leftBehind(root: Root, isWanted: () => boolean, tell: (count: number) => void): Promise<void> {
  let told = 0;
  for (let pause = SOONEST; isWanted(); pause = Math.min(pause * 2, LATEST)) {
    const count = await countOf(root);
    if (count === 0) return;
    if (count !== undefined && count !== told && isWanted()) tell(count);
    told = count ?? told;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Undefined if we could not look, for example for lack of descriptors; that does not mean that they are gone. */
async function countOf(root: Root): Promise<number | undefined> {
  try {
    return familyOf(root, await nextLook(root.notBefore.startOrder), spare).ours.length;
  } catch {
    return undefined;
  }
}
