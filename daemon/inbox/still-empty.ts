// Whether an inbox is still as empty as when it was last listed, from one stat of the folder. Only where
// that is reliable: on a local file system, whose times are from our clock and whose events reach us. Asynchronous: the inbox of a
// project may be on a file system that does not answer, which must not hold the daemon.

import { lstat } from 'node:fs/promises';
import type { Instant } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';

/** Two changes of a folder within a tick of the kernel's clock have the same time. */
const TICK = 1_000;

type StillEmpty = {
  /** To be called before the folder is listed. */
  begin(): Promise<void>;
  foundNothing(): void;
  /** Whether nothing was added or removed since it was listed and empty. */
  still(): Promise<boolean>;
};

export function quietIn(folder: string, { now }: Pick<Clock, 'now'>): StillEmpty {
  let listed: string | undefined;
  let empty: string | undefined;
  return {
    async begin() {
      empty = undefined;
      listed = await markOf(folder, now);
    },
    foundNothing() {
      empty = listed;
    },
    still: async () => empty !== undefined && (await markOf(folder, now)) === empty,
  };
}

/** Undefined while a change could go unnoticed. */
async function markOf(folder: string, now: () => Instant): Promise<string | undefined> {
  try {
    const before = now();
    const stat = await lstat(folder);
    const recent = stat.mtimeMs > before - TICK && stat.mtimeMs < now() + TICK;
    if (!stat.isDirectory() || recent) return undefined;
    return `${stat.dev}:${stat.ino}:${stat.mtimeMs}:${stat.ctimeMs}`;
  } catch {
    return undefined;
  }
}
