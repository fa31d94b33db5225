// One host for a home and a protocol. Held by an exclusive SQLite transaction, which the kernel takes
// away from a dead process and gives to exactly one of two that ask at once.

import Database from 'better-sqlite3';

export type HostLock = { release(): void };

/** Undefined when another host holds it. */
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
