// Locks that people can see: who runs here, and short sections that two processes must not be in at
// once. What must always be true is guarded by the ledger's exclusive lock and its epoch, not by these.

import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { codeOf, exists } from './files.ts';

export type Section = { leave(): Promise<void> };

const STALE = 10_000;
/** Long enough for the holder to finish, and for a dead holder's lock to become stale. */
const PATIENCE = 30_000;
const LOOK_EVERY = 100;

/** Waits its turn, does the work, and leaves; a holder that died is passed by after some seconds. */
export async function inSection<T>(path: string, work: () => Promise<T>): Promise<T> {
  if (!(await exists(path))) await writeFile(path, '', { flag: 'a', mode: 0o600 });
  const release = await whenFree(path);
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

/** Waits only for another holder. The library's own retries would also retry a folder that refuses. */
async function whenFree(path: string): Promise<() => Promise<void>> {
  for (const until = Date.now() + PATIENCE; ; await sleep(LOOK_EVERY)) {
    try {
      // By default `onCompromised` throws from a timer and takes the process down.
      return await lockfile.lock(path, { stale: STALE, retries: 0, onCompromised: () => {} });
    } catch (error) {
      if (codeOf(error) !== 'ELOCKED' || Date.now() > until) throw error;
    }
  }
}

/** The library renews the mark after half of this time; nobody but the next daemon asks how old it is, and that one has the real lock. */
const MARK_STALE = 10 * 60_000;

/** Shows that the daemon is alive, for as long as the process lives. Never blocks and never fails the caller. */
export async function announce(path: string, who: object, onCompromised: (error: Error) => void): Promise<Section> {
  await writeFile(path, `${JSON.stringify(who)}\n`, { mode: 0o600 });
  try {
    const release = await lockfile.lock(path, { stale: MARK_STALE, update: MARK_STALE / 2, retries: 0, onCompromised });
    return { leave: () => release().catch(() => undefined) };
  } catch (error) {
    // A dead holder's mark that is not stale yet; the caller has the real lock already.
    if (codeOf(error) !== 'ELOCKED') throw error;
    return { leave: async () => undefined };
  }
}
