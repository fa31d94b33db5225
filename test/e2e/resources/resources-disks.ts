// Disks that a test can fill: a small real file system or, where none may be mounted, a limit that makes the kernel refuse writes.

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, realpathSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Disk = {
  /** A folder for a home on that disk. */
  folder: string;
  /** Until `free`, what anybody writes is refused; or, where only a limit can be set, what these processes write. */
  fill(whose: () => readonly number[]): void;
  free(): void;
  /** While processes may still stand on it. */
  remove(): void;
};

export type Means = { kind: string; make(): Disk };

const MiB = 1024 * 1024;
const SIZE = 32 * MiB;
/** Docker gives every container one of 64 MiB. */
const SHARED = '/dev/shm';
const SHARED_SIZE = 256 * MiB;

/** The best there is here: a tmpfs of our own for who may mount one, a small one of the machine's, or else the limit. */
export function fullDisk(): Means {
  if (mayMount()) return { kind: 'a tmpfs', make: mounted };
  if (isSmall(SHARED)) return { kind: SHARED, make: shared };
  return WRITE_LIMIT;
}

/** On every machine, whoever one is. */
export const WRITE_LIMIT: Means = { kind: 'a limit on what is written', make: limited };

/** Every write to a file is refused with EFBIG; the kernel's signal for it is one that node ignores. */
function limited(): Disk {
  const folder = emptyFolder(tmpdir());
  let limited: () => readonly number[] = () => [];
  const limit = (bytes: string) => {
    for (const pid of limited()) {
      try {
        execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'pipe' });
      } catch (error) {
        if (existsSync(`/proc/${pid}`)) throw error;
      }
    }
  };
  return {
    folder,
    fill(whose) {
      limited = whose;
      limit('0');
    },
    free: () => limit('unlimited'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function mounted(): Disk {
  const folder = emptyFolder(tmpdir());
  mount(folder);
  return {
    folder,
    ...filler(join(folder, 'filler')),
    remove() {
      unmount(folder);
      rmdirSync(folder);
    },
  };
}

function shared(): Disk {
  const folder = emptyFolder(SHARED);
  return { folder, ...filler(join(folder, 'filler')), remove: () => rmSync(folder, { recursive: true }) };
}

const emptyFolder = (above: string): string => realpathSync(mkdtempSync(join(above, 'disk-')));

/** To the last byte. */
function filler(path: string): Pick<Disk, 'fill' | 'free'> {
  return {
    fill() {
      const file = openSync(path, 'a', 0o600);
      try {
        for (let size = MiB; size >= 1; ) {
          try {
            writeSync(file, Buffer.alloc(size));
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            size = Math.floor(size / 16);
          }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(path, { force: true }),
  };
}

const mount = (folder: string): void =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder], { stdio: 'pipe' });

/** At once out of sight, and gone with the last process that stands on it. */
const unmount = (folder: string): void => void execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });

function mayMount(): boolean {
  const folder = emptyFolder(tmpdir());
  try {
    mount(folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

function isSmall(folder: string): boolean {
  try {
    const { blocks, bsize } = statfsSync(folder);
    return blocks * bsize <= SHARED_SIZE;
  } catch {
    return false;
  }
}
