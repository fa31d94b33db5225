// A file system of our own in a file, mounted for a test or a measurement: one that can make reflinks, or one on which nothing was
// made or removed before.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Disk = {
  folder: string;
  /** Bytes in use, once all is written. */
  used(): number;
  remove(): void;
};

const MAKES = {
  xfs: ['mkfs.xfs', '-q', '-m', 'reflink=1'],
  btrfs: ['mkfs.btrfs', '-q'],
  // Else the kernel would go on making it while something is measured.
  ext4: ['mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0'],
} as const;
/** The least that mkfs.xfs agrees to. */
const SIZE = 320 * 1024 * 1024;
const TRIES = 100;

/** Those that can make reflinks. */
export const KINDS = ['xfs', 'btrfs'] as const;

/** The file system, or why there is none: this user may not mount one, or the program that makes it is missing. */
export function ownDisk(kind: keyof typeof MAKES, size: number = SIZE): Disk | { cannot: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')));
  const image = `${folder}.img`;
  const run = (file: string, ...args: string[]) =>
    execFileSync(file, args, { stdio: 'pipe', env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
  const remove = () => {
    rmSync(image, { force: true });
    rmdirSync(folder);
  };
  try {
    writeFileSync(image, '');
    truncateSync(image, size);
    const [file, ...args] = MAKES[kind];
    run(file, ...args, image);
    run('mount', '-o', 'loop', image, folder);
  } catch (error) {
    remove();
    return { cannot: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
  return {
    folder,
    used() {
      run('sync', '-f', folder);
      const { blocks, bfree, bsize } = statfsSync(folder);
      return (blocks - bfree) * bsize;
    },
    remove() {
      // Who was there a moment ago may not be gone quite yet.
      for (let left = TRIES; ; left--) {
        try {
          run('umount', folder);
          break;
        } catch (error) {
          if (left === 0) throw error;
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
        }
      }
      remove();
    },
  };
}
