// Lock files that people can see: which daemon runs here, and short critical sections across processes. Safety does not depend on
// them but on the ledger's exclusive lock and its epoch.

import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { codeOf, exists } from './files.ts';

export type Section = { leave(): Promise<void> };

const STALE = 10_000;
/** Long enough for the holder to finish, and for a dead holder's lock to become stale. */
const PATIENCE = 30_000;
const LOOK_EVERY = 100;

/** Runs `work` in the critical section. The lock of a dead holder is broken after some seconds. */
export async function inCriticalSection<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (!(await exists(path))) await writeFile(path, '', { flag: 'a', mode: 0o600 });
  const release = await whenFree(path);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

/** Waits only for another holder. The library's own retries would also retry when the folder is not writable. */
async function whenFree(path: string): Promise<() => Promise<void>> {
  for (const until = Date.now() + PATIENCE; ; await sleep(LOOK_EVERY)) {
    try {
      // By default `onCompromised` throws from a timer and crashes the process.
      return await lockfile.lock(path, { stale: STALE, retries: 0, onCompromised: () => {} });
    } catch (error) {
      if (codeOf(error) !== 'ELOCKED' || Date.now() > until) throw error;
    }
  }
}

/** The library refreshes the file after half of this time. Only the next daemon checks its age, and that one holds the real lock. */
const MARK_STALE = 10 * 60_000;

/** Shows that the daemon is alive for as long as the process lives. It never blocks, and a failure is not the caller's problem. */
export async function announceDaemon(path: string, who: object, onCompromised: (error: Error) => void): Promise<Section> {
  await writeFile(path, `${JSON.stringify(who)}\n`, { mode: 0o600 });
  try {
    const release = await lockfile.lock(path, { stale: MARK_STALE, update: MARK_STALE / 2, retries: 0, onCompromised });
    return { leave: () => release().catch(() => undefined) };
  } catch (error) {
    // A dead holder's file that is not stale yet; the caller already has the real lock.
    if (codeOf(error) !== 'ELOCKED') throw error;
    return { leave: async () => undefined };
  }
}
