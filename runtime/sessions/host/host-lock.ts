// Allows one host for each home and protocol version. The lock is an exclusive SQLite transaction: the kernel releases it when the
// process dies, and only one of two processes that ask at once gets it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { PROTOCOL } from '../protocol/protocol.ts';
import { sessionsFolder } from './records.ts';

export type HostLock = { release(): void };

/** Undefined when another host holds the lock. */
export function takeHostLock(path: string): HostLock | undefined {
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => lock.close() };
}

export const hostLockAt = (home: string): string => join(sessionsFolder(home), `host.${PROTOCOL}.lock.db`);

/** Waits until a home has no host; only then does nothing write to it any more, and it can be removed. */
export async function hostExit(home: string, within: number): Promise<boolean> {
  const path = hostLockAt(home);
  for (const until = performance.now() + within; performance.now() < until; await sleep(25)) {
    if (!existsSync(path)) return true;
    const lock = takeHostLock(path);
    if (!lock) continue;
    lock.release();
    return true;
  }
  return false;
}
