// Who has a certain file open. On Linux each process shows the others of its user its descriptors in /proc; elsewhere
// `lsof` is asked, which is written but untested.

import { execFile } from 'node:child_process';
import { type BigIntStats, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/** As the kernel numbers it: larger than a double can hold on some file systems. */
export type Inode = { dev: bigint; ino: bigint };

/** Every readable process that has this exact file open, whatever its current name. */
export async function holdersOf(path: string, inode: Inode): Promise<number[]> {
  return process.platform === 'linux' ? holdersInProc(basename(path), inode) : holdersByLsof(path);
}

async function holdersInProc(name: string, { dev, ino }: Inode): Promise<number[]> {
  const found: number[] = [];
  const pids = readdirSync('/proc').filter((it) => /^\d+$/.test(it));
  for (const pid of pids) {
    // There can be thousands of descriptors, so other work gets a turn in between.
    await new Promise((resolve) => setImmediate(resolve));
    const holds = orGone(() => readdirSync(`/proc/${pid}/fd`), []).some((descriptor) => {
      const link = `/proc/${pid}/fd/${descriptor}`;
      // Compare the name first: a stat can block for ever if the file is on a dead network disk.
      if (!orGone(() => readlinkSync(link), '').includes(name)) return false;
      const stat = orGone<BigIntStats | undefined>(() => statSync(link, { bigint: true }), undefined);
      return stat?.dev === dev && stat.ino === ino;
    });
    if (holds) found.push(Number(pid));
  }
  return found;
}

/** A process that ended or belongs to another user shows no files. Any other error must not look like "no holder". */
function orGone<T>(read: () => T, nothing: T): T {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return nothing;
    throw error;
  }
}

/** `-t` prints nothing but the numbers of the processes. */
function holdersByLsof(path: string): Promise<number[]> {
  return new Promise((resolve) => {
    execFile('lsof', ['-t', '--', path], { timeout: 10_000, env: { PATH: '/usr/sbin:/usr/bin:/bin:/sbin' } }, (_, out) => {
      resolve(out.split('\n').flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : [])));
    });
  });
}
