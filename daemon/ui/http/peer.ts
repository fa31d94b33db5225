// Finds the process at the other end of a connection. The kernel lists both ends of connections on this
// machine; the process that holds the far end is judged by the same rules as one that connects to the daemon.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Caller } from '../../../contracts/control.ts';
import { judgeCallers } from '../../control/caller/judge.ts';
import { machineSnapshot } from '../../control/caller/look.ts';

type End = { address: string; port: number };

/** A client on another machine has no process here: what it may do depends on its token alone. */
export async function callerAt(socket: Socket, home: string): Promise<Caller> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined || localPort === undefined)
    return { kind: 'unknown', why: 'the connection is gone' };
  if (!isOfThisMachine(remoteAddress)) return { kind: 'person' };
  const far = { address: plain(remoteAddress), port: remotePort };
  const pids =
    process.platform === 'linux' ? await holdersInProc(far, { address: plain(localAddress), port: localPort }) : await byLsof(far);
  if (pids.length === 0) return { kind: 'unknown', why: 'no process of this user holds the other end of the connection' };
  return judgeCallers(pids, machineSnapshot(home));
}

const plain = (address: string): string => address.replace(/^::ffff:/, '');

function isOfThisMachine(address: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((it) => it ?? []);
  return plain(address).startsWith('127.') || address === '::1' || own.some((it) => it.address === plain(address));
}

async function holdersInProc(far: End, near: End): Promise<number[]> {
  const inode = ['/proc/net/tcp', '/proc/net/tcp6']
    .map((it) => inodeIn(readFileSync(it, 'utf8'), far, near))
    .find((it) => it !== undefined);
  if (inode === undefined) return [];
  const wanted = `socket:[${inode}]`;
  const found: number[] = [];
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    // Yields between processes: there can be thousands of descriptors.
    await new Promise((resolve) => setImmediate(resolve));
    if (descriptors(pid).includes(wanted)) found.push(Number(pid));
  }
  return found;
}

/** Empty for a process that has ended or belongs to another user. */
function descriptors(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((it) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${it}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}

/** The inode in the row whose local address is the far end. */
export function inodeIn(table: string, far: End, near: End): string | undefined {
  for (const line of table.split('\n').slice(1)) {
    const [, local = '', remote = '', , , , , , , inode] = line.trim().split(/\s+/);
    if (isAt(local, far) && isAt(remote, near) && inode !== undefined && inode !== '0') return inode;
  }
  return undefined;
}

/** Addresses look like `0100007F:A1B2`; an IPv4 address can also be the end of an IPv6 one. */
function isAt(text: string, { address, port }: End): boolean {
  const [hex = '', at = ''] = text.split(':');
  if (Number.parseInt(at, 16) !== port) return false;
  if (address.includes(':')) return hex.length === 32;
  const four = address.split('.').map(Number).reverse();
  return (
    hex.slice(-8) ===
    four
      .map((it) => it.toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase()
  );
}

/** Written but untested. */
function byLsof({ port }: End): Promise<number[]> {
  return new Promise((resolve) => {
    const asked = ['-nP', '-t', `-iTCP:${port}`, '-sTCP:ESTABLISHED'];
    execFile('lsof', asked, { timeout: 10_000, env: { PATH: '/usr/sbin:/usr/bin:/bin:/sbin' } }, (_, out) => {
      resolve(out.split('\n').flatMap((line) => (/^\d+$/.test(line) && Number(line) !== process.pid ? [Number(line)] : [])));
    });
  });
}
