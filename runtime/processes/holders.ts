// Finds the processes that have a certain file open. On Linux, /proc shows the descriptors of a user's own processes; elsewhere
// `lsof` is used, which is untested.

import { execFile } from 'node:child_process';
import { type BigIntStats, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/** As bigints, because on some file systems they exceed a double. */
export type Inode = { dev: bigint; ino: bigint };

/** Every readable process that has this exact file open, under whatever name it has now. */
export async function holdersOf(path: string, inode: Inode): Promise<number[]> {
  return process.platform === 'linux' ? holdersInProc(basename(path), inode) : holdersByLsof(path);
}

async function holdersInProc(name: string, { dev, ino }: Inode): Promise<number[]> {
  const found: number[] = [];
  const pids = readdirSync('/proc').filter((it) => /^\d+$/.test(it));
  for (const pid of pids) {
    // There can be thousands of descriptors, so give other work a turn in between.
    await new Promise((resolve) => setImmediate(resolve));
    const holds = orGone(() => readdirSync(`/proc/${pid}/fd`), []).some((descriptor) => {
      const link = `/proc/${pid}/fd/${descriptor}`;
      // Compare the name first: a stat can block for ever on a dead network disk.
      if (!orGone(() => readlinkSync(link), '').includes(name)) return false;
      const stat = orGone<BigIntStats | undefined>(() => statSync(link, { bigint: true }), undefined);
      return stat?.dev === dev && stat.ino === ino;
    });
    if (holds) found.push(Number(pid));
  }
  return found;
}

/** A process that has ended, or belongs to another user, shows no files. Any other error must not look like "no holder". */
function orGone<T>(read: () => T, nothing: T): T {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return nothing;
    throw error;
  }
}

/** `-t` prints only process ids. */
function holdersByLsof(path: string): Promise<number[]> {
  return new Promise((resolve) => {
    execFile('lsof', ['-t', '--', path], { timeout: 10_000, env: { PATH: '/usr/sbin:/usr/bin:/bin:/sbin' } }, (_, out) => {
      resolve(out.split('\n').flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : [])));
    });
  });
}
