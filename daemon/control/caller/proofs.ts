// How a client proves which process it is. Node cannot ask the kernel who is at the other end of a
// socket, and a client's own word proves nothing. So the daemon names a fresh file, the client holds
// it open, and the daemon looks for exactly that file among the descriptors of the claimed process.

import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller, Challenge, Proof } from '../../../contracts/control.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf, privateFolder } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { holdersOf, type Inode } from '../../../runtime/processes/holders.ts';
import { startOf } from '../../../runtime/processes/processes.ts';
import type { Peer } from '../server.ts';
import { judgeCallers } from './judge.ts';
import { machineSnapshot } from './look.ts';

export type Proofs = {
  /** Valid for this connection and for one request. */
  challenge(peer: Peer): Promise<Challenge>;
  judge(peer: Peer, proof: Proof | undefined): Promise<Caller>;
};

type ProofFile = { path: string; inode: Inode; handle: FileHandle };

/** A connection has one request from a person in progress, or a few. */
const MOST_OPEN = 16;

export async function openProofs(home: Home): Promise<Proofs> {
  // Proof files named by a daemon that died are useless.
  await rm(home.asking, { recursive: true, force: true }).catch(() => undefined);
  const given = new WeakMap<Peer, Map<string, ProofFile>>();

  const drop = async ({ path, handle }: ProofFile): Promise<void> => {
    await rm(path, { force: true }).catch(() => undefined);
    await handle.close().catch(() => undefined);
  };

  function openOf(peer: Peer): Map<string, ProofFile> {
    const known = given.get(peer);
    if (known) return known;
    const files = new Map<string, ProofFile>();
    given.set(peer, files);
    peer.gone.addEventListener('abort', () => {
      for (const it of files.values()) void drop(it);
      files.clear();
    });
    return files;
  }

  return {
    async challenge(peer) {
      const files = openOf(peer);
      if (files.size >= MOST_OPEN)
        throw new MusterError('command-refused', 'this connection has asked for too many proof files', 'Use the ones it has.');
      const file = `asking-${randomBytes(16).toString('hex')}`;
      const { path, handle } = await freshFile(home, file);
      // Held open, so that its inode number is not reused meanwhile.
      const { dev, ino } = await handle.stat({ bigint: true });
      const it = { path, inode: { dev, ino }, handle };
      files.set(file, it);
      if (peer.gone.aborted) {
        files.delete(file);
        await drop(it);
      }
      return { file, path, dev: String(dev), ino: String(ino) };
    },
    async judge(peer, proof) {
      if (proof === undefined) return { kind: 'unknown', why: 'it did not prove which process it came from' };
      const files = given.get(peer);
      const it = files?.get(proof.file);
      if (!it) return { kind: 'unknown', why: 'it named a proof file that this connection was not given' };
      files?.delete(proof.file);
      try {
        return await tell(it, proof.pid, home);
      } finally {
        await drop(it);
      }
    },
  };
}

/** In the home, or in the temporary folder if the home is not writable, so that a full disk does not block commands. */
async function freshFile(home: Home, name: string): Promise<{ path: string; handle: FileHandle }> {
  const at = async (folder: string) => {
    const path = join(folder, name);
    return { path, handle: await open(path, 'wx', 0o600) };
  };
  try {
    await privateFolder(home.asking);
    return await at(home.asking);
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (!['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].includes(code)) throw error;
    return await at(tmpdir());
  }
}

/**
 * The holders are checked before and after the ancestors: a process that held the file both times and started only once is the same process
 * throughout. All other holders are judged too, because a descriptor can be passed on.
 */
async function tell(it: ProofFile, pid: number, home: Home): Promise<Caller> {
  const start = startOf(pid);
  const before = await holders(it);
  if (start === undefined || !before?.includes(pid))
    return { kind: 'unknown', why: `it claims to be process ${pid}, which does not hold the proof file open` };
  const told = judgeCallers(before, machineSnapshot(home.root));
  if (told.kind !== 'person' && told.kind !== 'client') return told;
  const after = await holders(it);
  if (!after?.includes(pid) || startOf(pid) !== start || after.some((holder) => !before.includes(holder)))
    return { kind: 'unknown', why: `the holders of the proof file of process ${pid} changed while they were checked` };
  return told;
}

/** Undefined if the path now leads to another file, or the file has a second name: another process could have opened it by mistake. */
async function holders({ path, inode }: ProofFile): Promise<number[] | undefined> {
  const stat = await lstat(path, { bigint: true }).catch(() => undefined);
  if (stat?.dev !== inode.dev || stat.ino !== inode.ino || stat.nlink !== 1n) return undefined;
  // This process has it open too.
  return (await holdersOf(path, inode)).filter((pid) => pid !== process.pid);
}
