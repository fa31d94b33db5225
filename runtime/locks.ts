// Lock files that people can see: which daemon runs here, and short critical sections across processes. Safety does not depend on
// them but on the ledger's exclusive lock and its epoch.

import { lstat, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import { MusterError } from '../contracts/errors.ts';
import { codeOf, exists } from './files.ts';
import { isAlive, startOf } from './processes/processes.ts';

export type Section = { leave(): Promise<void> };

const STALE = 10_000;
/** For a holder to write its name after it has taken the lock. */
const UNNAMED = 1_000;
/** Long enough for the holder to finish, and for a dead holder's lock to become stale. */
const PATIENCE = 30_000;
const LOOK_EVERY = 100;
/** How much of the time between two looks counts. What is beyond that, the machine stood still, and the holder could not renew its lock. */
const COUNTED = 5 * LOOK_EVERY;

/**
 * Runs `work` in the critical section. The lock of a dead holder is broken after some seconds; `named`: after one. Then the holder
 * writes its name into the file, and a lock in nobody's name, or in that of a process that is gone, is a dead holder's. That is
 * for work that two may do at once without harm: a holder that takes long to write its name loses its turn.
 */
export async function inCriticalSection<T>(path: string, work: () => Promise<T>, { stale = STALE, named = false } = {}): Promise<T> {
  if (!(await exists(path))) await writeFile(path, '', { flag: 'a', mode: 0o600 });
  const release = await whenFree(path, stale, named);
  try {
    if (named) await writeFile(path, ownName()).catch(() => undefined);
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

/** Waits only for another holder. The library's own retries would also retry when the folder is not writable. */
async function whenFree(path: string, stale: number, named: boolean): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const isAbandoned = renewalsOf(lock, async () => (named && !(await holderLives(path)) ? UNNAMED : stale));
  for (const since = performance.now(); ; await sleep(LOOK_EVERY)) {
    try {
      // By default `onCompromised` throws from a timer and crashes the process.
      return await lockfile.lock(path, { stale, retries: 0, onCompromised: () => {} });
    } catch (error) {
      await refuseOther(lock, error);
      if (codeOf(error) !== 'ELOCKED') throw error;
      if (performance.now() - since > PATIENCE) throw heldFor(lock, error);
      if (await isAbandoned()) await rmdir(lock).catch(() => undefined);
    }
  }
}

/**
 * The library compares a lock's time with the clock. If that was set back after its holder died, the lock is of the future, and nobody
 * would enter until then. A living holder renews its lock, so one that stays as it is has none.
 */
function renewalsOf(lock: string, stale: () => Promise<number>): () => Promise<boolean> {
  let [seen, looked, unchanged] = [Number.NaN, 0, 0];
  return async () => {
    const now = performance.now();
    const at = (await lstat(lock).catch(() => undefined))?.mtimeMs ?? Number.NaN;
    unchanged = at === seen ? unchanged + Math.min(now - looked, COUNTED) : 0;
    [seen, looked] = [at, now];
    return unchanged > (await stale());
  };
}

const ownName = (): string => `${process.pid} ${startOf(process.pid) ?? ''}`;

/** Whether the process whose name is in the file is still there. */
async function holderLives(path: string): Promise<boolean> {
  const [, pid, start] = /^(\d+) (.+)$/.exec(await readFile(path, 'utf8').catch(() => '')) ?? [];
  return pid !== undefined && start !== undefined && isAlive(Number(pid), start);
}

/** A lock is an empty folder. Nothing else is ours, so a person has to look at it. */
async function refuseOther(lock: string, cause: unknown): Promise<void> {
  const about = await lstat(lock).catch(() => undefined);
  if (!about || (about.isDirectory() && (await readdir(lock).catch(() => [])).length === 0)) return;
  const hint = `Muster makes an empty folder of this name for a moment. Look at what is there and remove it: ${lock}`;
  throw new MusterError('io-failed', `${lock} is in the way: it is no lock`, hint, { cause });
}

const heldFor = (lock: string, cause: unknown): MusterError =>
  new MusterError(
    'io-failed',
    `another command has held ${lock} for ${PATIENCE / 1000} s`,
    'Wait until it has ended, or end it, and give this command again.',
    { cause },
  );

/** The library refreshes the file after half of this time. Only the next daemon checks its age, and that one holds the real lock. */
const MARK_STALE = 10 * 60_000;

/**
 * Shows that the daemon is alive for as long as the process lives. It never blocks, and a failure is not the caller's problem: without the
 * mark the daemon still holds the real lock.
 */
export async function announceDaemon(path: string, who: object, onTrouble: (error: unknown) => void): Promise<Section> {
  try {
    await writeFile(path, `${JSON.stringify(who)}\n`, { mode: 0o600 });
    const release = await lockfile.lock(path, { stale: MARK_STALE, update: MARK_STALE / 2, retries: 0, onCompromised: onTrouble });
    return { leave: () => release().catch(() => undefined) };
  } catch (error) {
    // A dead holder's file that is not stale yet.
    if (codeOf(error) !== 'ELOCKED') onTrouble(error);
    return { leave: async () => undefined };
  }
}
