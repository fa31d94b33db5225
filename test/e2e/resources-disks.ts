// Disks that a test can fill: a real file system that is small, or, where none may be mounted, a limit that makes
// the kernel refuse what a process writes. On every machine there is at least one of them.

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Disk = {
  /** Where a home may lie. */
  folder: string;
  /** Until `free`, what anybody writes is refused; or, where only a limit can be set, what these processes write. */
  fill(whose: () => readonly number[]): void;
  free(): void;
  /** While processes may still stand on it. */
  remove(): void;
};

/** By what it is called. */
export type Disks = Record<string, (folder: string) => Disk>;

const MiB = 1024 * 1024;
const SIZE = 32 * MiB;
/** Docker gives every container one of 64 MiB. */
const SHARED = '/dev/shm';
const SHARED_SIZE = 256 * MiB;

export function disksHere(): Disks {
  const disks: Disks = { 'a limit on what is written': limited };
  if (mayMount()) disks['a small tmpfs'] = mounted;
  else if (isSmall(SHARED)) disks['the small tmpfs of the machine'] = shared;
  return disks;
}

/** Every write to a file is refused with EFBIG; the kernel's signal for it is one that node ignores. */
function limited(folder: string): Disk {
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
    remove: () => undefined,
  };
}

function mounted(folder: string): Disk {
  mount(folder);
  return { folder, ...filler(join(folder, 'filler')), remove: () => unmount(folder) };
}

function shared(_: string): Disk {
  const folder = mkdtempSync(join(SHARED, 'muster-'));
  return { folder, ...filler(join(folder, 'filler')), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

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
    free: () => rmSync(path),
  };
}

const mount = (folder: string): void =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder], { stdio: 'pipe' });

/** At once out of sight, and gone with the last process that stands on it. */
const unmount = (folder: string): void => void execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'muster-'));
  try {
    mount(folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
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
