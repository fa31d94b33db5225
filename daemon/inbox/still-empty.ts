// Whether an inbox is still as empty as when it was last listed, from one stat of the folder. Only where
// that is reliable: on a local file system, whose times are from our clock and whose events reach us.

import { lstatSync } from 'node:fs';
import type { Instant } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';

/** Two changes of a folder within a tick of the kernel's clock have the same time. */
const TICK = 1_000;

export function quietIn(folder: string, { now }: Pick<Clock, 'now'>): { begin(): void; foundNothing(): void; still(): boolean } {
  let listed: string | undefined;
  let empty: string | undefined;
  return {
    /** To be called before the folder is listed. */
    begin() {
      listed = markOf(folder, now());
      empty = undefined;
    },
    foundNothing() {
      empty = listed;
    },
    /** Whether nothing was added or removed since it was listed and empty. */
    still: () => empty !== undefined && markOf(folder, now()) === empty,
  };
}

/** Undefined while a change could go unnoticed. */
function markOf(folder: string, now: Instant): string | undefined {
  try {
    const stat = lstatSync(folder);
    if (!stat.isDirectory() || Math.abs(now - stat.mtimeMs) < TICK) return undefined;
    return `${stat.dev}:${stat.ino}:${stat.mtimeMs}:${stat.ctimeMs}`;
  } catch {
    return undefined;
  }
}
