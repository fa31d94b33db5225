// Whether an inbox is as empty as it was when it was last listed, by one look at the folder itself. Only where that is sure:
// on a file system of this machine, whose times are our clock's and whose events reach us.

import { lstatSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

/** ext, xfs, btrfs, tmpfs, overlay, f2fs, zfs, bcachefs: the kernel tells every change in them that is made. */
const LOCAL: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1, 0xca451a4e]);

/** A folder that changes twice within a tick of the kernel's clock has the same time twice. */
const TICK = 1_000;

export async function isLocal(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const found = await statfs(folder).catch(() => undefined);
  return found !== undefined && LOCAL.has(found.type >>> 0);
}

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
