// Whether a folder is on a local file system, where the kernel reports every change. On a network file system it reports only the
// changes made on this machine.

import { statfsSync } from 'node:fs';

/** ext, xfs, btrfs, tmpfs, overlay, f2fs, zfs, bcachefs: the kernel reports every change in these. */
const LOCAL: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1, 0xca451a4e]);

/** Synchronous: it takes microseconds, and an asynchronous answer would cost another wake-up. */
export function isLocal(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return LOCAL.has(statfsSync(folder).type >>> 0);
  } catch {
    return false;
  }
}
