// Fills a new checkout with reflinks to another one, on file systems that support it: no block is stored twice, and git finds the
// files unchanged without reading them. What cannot be cloned is left to git.

import { constants } from 'node:fs';
import { copyFile, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCacheEnvironment } from '../../../compile-cache.ts';
import { runProgram } from '../../../processes/run-program.ts';

const PROGRAM = fileURLToPath(new URL(`./clone-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));
const TAKES_AT_MOST = 5 * 60_000;

/** A checkout, the git directory whose index records the state of its files, and a file that was written before anyone could change any. */
export type Sealed = Tree & { sealedBy: string };
type Tree = { workTree: string; gitDir: string };

/** Returns how many files were cloned. */
export async function reflink(from: Sealed, to: Tree, format: string, signal: AbortSignal | undefined): Promise<number> {
  if (!(await canReflink(from, to))) return 0;
  const paths = [from.workTree, join(from.gitDir, 'index'), from.sealedBy, to.workTree, join(to.gitDir, 'index')];
  const { ending, stdout } = await runProgram(process.execPath, [PROGRAM, ...paths, format === 'sha256' ? '32' : '20'], {
    env: compileCacheEnvironment(),
    signal,
    atMost: TAKES_AT_MOST,
    maxBytes: 1_000,
  });
  signal?.throwIfAborted();
  return ending.kind === 'exited' && ending.code === 0 ? Number(stdout.toString('utf8')) : 0;
}

/** Whether it works, for each device that was tried. */
const tried = new Map<number, boolean>();

async function canReflink(from: Tree, to: Tree): Promise<boolean> {
  const { dev } = await lstat(to.gitDir);
  const known = tried.get(dev);
  if (known !== undefined) return known;
  const probe = join(to.gitDir, 'probe');
  const can = await copyFile(join(from.gitDir, 'HEAD'), probe, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  await rm(probe, { force: true });
  tried.set(dev, can);
  return can;
}
