// How a session's processes are ended: TERM to all of them, a grace, KILL, and then looking until no process
// is left.

import { failpoint } from '../../../failpoints.ts';
import { startOf } from '../../../processes/processes.ts';
import type { ProcessRow } from '../../../processes/table.ts';
import { type Family, familyOf, type Root } from './family.ts';
import { awakeNow } from './measure/awake-time.ts';
import { nextLook } from './measure/next-look.ts';

export type Farewell = {
  /** Nobody is left. */
  gone: boolean;
  /** How many were told to go. */
  told: number;
  /** Those who stayed, or who could not be proved ours and were left alone. */
  left: readonly ProcessRow[];
};

/** After KILL the kernel needs a moment, and longer when the disk hangs. */
const CONFIRM = 10_000;
const LOOKS_APART = [5, 10, 20, 40, 80, 100];

export async function endFamily(root: Root, grace: number): Promise<Farewell> {
  const told = new Set<string>();
  const startedAt = awakeNow();
  let emptyLooks = 0;
  let killing = false;
  for (let looks = 0; ; looks += 1) {
    const family = await familyNow(root);
    const { ours, doubtful } = family ?? { ours: [], doubtful: [] };
    const waited = awakeNow() - startedAt;
    if (!family) {
      // Out of descriptors, say: what cannot be seen is not gone.
      if (waited >= grace + CONFIRM) return { gone: false, told: told.size, left: [] };
    } else if (ours.length === 0) {
      emptyLooks += 1;
      // A process that forks while it is being looked at can be missed once.
      if (emptyLooks === 2) return { gone: doubtful.length === 0, told: told.size, left: doubtful };
    } else {
      emptyLooks = 0;
      if (waited >= grace + CONFIRM) return { gone: false, told: told.size, left: ours };
      killing = waited >= grace;
      if (told.size === 0) failpoint('host.before-kill');
      signal(root, ours, killing, told);
    }
    await nap(emptyLooks > 0 ? 3 : Math.min(LOOKS_APART[looks] ?? 100, killing ? 20 : Math.max(1, grace - waited)));
  }
}

function signal(root: Root, ours: readonly ProcessRow[], killing: boolean, told: Set<string>): void {
  const fresh = ours.filter((row) => !told.has(row.start + row.pid));
  if (!killing && fresh.length === 0) return;
  // To the whole group first, at one stroke: no member can fork between two signals.
  if (root.pid !== null && ours.some((row) => row.group === root.pid)) send(-root.pid, killing);
  for (const row of killing ? ours : fresh) {
    if (row.group !== root.pid && startOf(row.pid) === row.start) send(row.pid, killing);
    told.add(row.start + row.pid);
  }
  failpoint('host.after-kill');
}

function send(target: number, killing: boolean): void {
  try {
    if (killing) {
      process.kill(target, 'SIGKILL');
    } else {
      process.kill(target, 'SIGTERM');
      process.kill(target, 'SIGCONT'); // one that was stopped hears TERM only when it goes on
    }
  } catch {
    // ESRCH: it went by itself. EPERM: it changed its user, and the next look still finds it.
  }
}

/** This process is not a worker, whatever its environment says. */
const spare: ReadonlySet<number> = new Set([process.pid]);

async function familyNow(root: Root): Promise<Family | undefined> {
  try {
    return familyOf(root, await nextLook(root.notBefore.startOrder), spare);
  } catch {
    return undefined;
  }
}

const nap = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
