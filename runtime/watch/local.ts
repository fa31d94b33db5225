// Whether a folder is on a file system of this machine, of whose changes the kernel tells: of those in a network it only tells
// what is changed from here.

import { statfsSync } from 'node:fs';

/** ext, xfs, btrfs, tmpfs, overlay, f2fs, zfs, bcachefs: the kernel tells every change in them that is made. */
const LOCAL: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1, 0xca451a4e]);

/** Asked at once: it is a matter of microseconds, and an answer that comes later wakes whoever sleeps. */
export function isLocal(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return LOCAL.has(statfsSync(folder).type >>> 0);
  } catch {
    return false;
  }
}
