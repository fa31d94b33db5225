// Whether an inbox is as empty as it was when it was last listed, by one look at the folder itself. Only where that is sure:
// on a file system of this machine, whose times are our clock's and whose events reach us.

import { lstatSync } from 'node:fs';

/** A folder that changes twice within a tick of the kernel's clock has the same time twice. */
const TICK = 1_000;

export function quietIn(folder: string): { begin(): void; foundNothing(): void; still(): boolean } {
  let listed: string | undefined;
  let empty: string | undefined;
  return {
    /** Before it is listed. */
    begin() {
      listed = markOf(folder);
      empty = undefined;
    },
    foundNothing() {
      empty = listed;
    },
    /** Nothing was put into it or taken out since it was listed and empty. */
    still: () => empty !== undefined && markOf(folder) === empty,
  };
}

/** Undefined while it may still change without a trace. */
function markOf(folder: string): string | undefined {
  try {
    const stat = lstatSync(folder);
    if (!stat.isDirectory() || Math.abs(Date.now() - stat.mtimeMs) < TICK) return undefined;
    return `${stat.dev}:${stat.ino}:${stat.mtimeMs}:${stat.ctimeMs}`;
  } catch {
    return undefined;
  }
}
