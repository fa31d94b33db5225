// A file system that can make reflinks: one of our own in a file, mounted for the test.

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

const MAKES = { xfs: ['mkfs.xfs', '-q', '-m', 'reflink=1'], btrfs: ['mkfs.btrfs', '-q'] } as const;
/** The least that mkfs.xfs agrees to. */
const SIZE = 320 * 1024 * 1024;

export const KINDS = ['xfs', 'btrfs'] as const;

/** Or why there is none: who runs the tests may not mount, or has no program that makes it. */
export function reflinkDisk(kind: keyof typeof MAKES, size: number = SIZE): Disk | { cannot: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reflinks-')));
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
      run('umount', folder);
      remove();
    },
  };
}
