// Removes a folder that belonged to a worker, even if it took permissions away from parts of it. Links are removed, never followed,
// and what it mounted there is unmounted first.

import { lstat, rm } from 'node:fs/promises';
import { codeOf } from '../../files.ts';
import { runProgram } from '../../processes/run-program.ts';
import { unmountLeft } from './left-mounts.ts';
import { openUp } from './open-up.ts';

export async function removeTree(path: string): Promise<void> {
  await unmountLeft(path);
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    // Whatever the reason, it is tried again in other ways, and the last error counts.
    if ((await lstat(path).catch(() => undefined))?.isDirectory()) await openUp(path);
    await removeOpened(path).catch(async (error: unknown) => {
      if (codeOf(error) === 'ENAMETOOLONG') return removeDeep(path, error);
      if (!REFUSED.has(codeOf(error))) throw error;
      await makeMutable(path);
      await removeOpened(path);
    });
  }
}

/** Of a file that Node may not remove, it says that it is no folder. */
const REFUSED: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTDIR']);

/** A process that is just ending may still create a file meanwhile. */
const removeOpened = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });

/** A worker of root may have made a file immutable, or such that one can only append to it. Links are not followed. */
async function makeMutable(path: string): Promise<void> {
  await runProgram('chattr', ['-R', '-f', '-i', '-a', '--', path], { env: { PATH: process.env.PATH }, maxBytes: 65_536 });
}

/** For folders nested so deeply that no path reaches the last one: `rm` descends step by step. */
async function removeDeep(path: string, cause: unknown): Promise<void> {
  const { ending } = await runProgram('rm', ['-rf', '--', path], { env: { PATH: process.env.PATH }, maxBytes: 65_536 });
  if (ending.kind === 'not-started' || ending.code !== 0) throw cause;
}
