// Ends the processes of a session: SIGTERM to all of them, a grace period, SIGKILL, and then checks until no process is left.

import { failpoint } from '../../../../failpoints.ts';
import { startOf } from '../../../../processes/processes.ts';
import type { ProcessRow } from '../../../../processes/table.ts';
import { awakeNow } from '../measure/awake-time.ts';
import { nextLook } from '../measure/next-look.ts';
import { type Family, familyOf, type Root } from './family.ts';

export type FamilyEnd = {
  /** No process is left. */
  gone: boolean;
  /** How many processes were signalled. */
  signalled: number;
  /** The processes that stayed, or that could not be proved to be ours and were left alone. */
  left: readonly ProcessRow[];
};

/** After SIGKILL the kernel needs a moment, or longer if the disk hangs. */
const CONFIRM = 10_000;
const LOOKS_APART = [5, 10, 20, 40, 80, 100];

export async function endFamily(root: Root, grace: number): Promise<FamilyEnd> {
  const told = new Set<string>();
  const startedAt = awakeNow();
  let emptyLooks = 0;
  let killing = false;
  for (let looks = 0; ; looks += 1) {
    const family = await familyNow(root);
    const { ours, doubtful } = family ?? { ours: [], doubtful: [] };
    const waited = awakeNow() - startedAt;
    if (!family) {
      // We could not look, for example for lack of descriptors; that does not mean they are gone.
      if (waited >= grace + CONFIRM) return { gone: false, signalled: told.size, left: [] };
    } else if (ours.length === 0) {
      emptyLooks += 1;
      // One look can miss a process that is just forking.
      if (emptyLooks === 2) return { gone: doubtful.length === 0, signalled: told.size, left: doubtful };
    } else {
      emptyLooks = 0;
      if (waited >= grace + CONFIRM) return { gone: false, signalled: told.size, left: ours };
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
  // First to the whole group in one call, so that no member can fork between two signals.
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
      process.kill(target, 'SIGCONT'); // A stopped process receives SIGTERM only when it continues.
    }
  } catch {
    // ESRCH: it has already ended. EPERM: it changed its user, and the next look will find it again.
  }
}

/** This host is never a worker, whatever its environment says. */
const spare: ReadonlySet<number> = new Set([process.pid]);

/** Undefined if the process table cannot be read now; the caller looks again. */
async function familyNow(root: Root): Promise<Family | undefined> {
  try {
    return familyOf(root, await nextLook(root.notBefore.startOrder), spare);
  } catch {
    return undefined;
  }
}

const nap = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
