// A mark that workers cannot remove: a resource limit, which the kernel passes on to every descendant (through fork, exec, setsid
// and an emptied environment) and which cannot be raised again without CAP_SYS_RESOURCE. Linux only.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProgram } from './is-program.ts';

/** RLIMIT_LOCKS, which Linux has ignored since 2.4.25: the limit restricts nothing. The number spells "muster". */
const BRAND: number = 0x6d7573746572;

const PLACES = ['/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin', '/run/current-system/sw/bin'];
/** The capability that lets a process raise a hard limit. */
const CAP_SYS_RESOURCE = 1n << 24n;

/** Marks this process and every process that it starts from now on; false if that is impossible. */
export function brandSelf(): boolean {
  if (process.platform !== 'linux') return false;
  if (isBranded(process.pid)) return true;
  const program = prlimit();
  if (program === undefined) return false;
  try {
    execFileSync(program, ['--pid', String(process.pid), `--locks=${BRAND}:${BRAND}`], { stdio: 'ignore', env: {} });
  } catch {
    return false;
  }
  return isBranded(process.pid);
}

/** Also false for a process that has ended; callers have checked that it is alive. */
export function isBranded(pid: number): boolean {
  const [, hard] = /^Max file locks\s+\S+\s+(\S+)/m.exec(textOf(`/proc/${pid}/limits`)) ?? [];
  return hard === String(BRAND);
}

/** Whether a process that this user starts could remove the mark. */
function couldUnbrand(): boolean {
  const status = textOf('/proc/self/status');
  const has = (set: string): boolean => {
    const [, bits] = new RegExp(`^${set}:\\s+([0-9a-f]+)`, 'm').exec(status) ?? [];
    return bits === undefined || (BigInt(`0x${bits}`) & CAP_SYS_RESOURCE) !== 0n;
  };
  // On exec, root gets everything that its bounding set allows.
  return has('CapEff') || (process.getuid?.() === 0 && has('CapBnd'));
}

/** Whether a permanent mark is possible on this machine. */
export const canBrand = (): boolean => process.platform === 'linux' && prlimit() !== undefined && !couldUnbrand();

const prlimit = (): string | undefined => PLACES.map((place) => join(place, 'prlimit')).find(isProgram);

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Gone or hidden. Any other error (no descriptor left, say) must not look like a process without the mark.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
