// Whether what another machine has made of a tree may be written here, judged before any of it is written: a small bundle can hold
// files, or a tree that repeats itself, without an end.

import { MusterError } from '../../../contracts/errors.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { git } from '../git/git.ts';

/** No file, and no sum of all files that differ, may be larger. */
export type WorkLimits = { fileBytes: number; copyBytes: number };

/** In bytes, more than what was there before: some 500,000 files. */
const LONGEST_LIST = 64 * 1024 * 1024;

/** Undefined if it may be written. */
export async function sizeProblem(
  gitDir: string,
  { from, tree, limits }: { from: Snapshot; tree: string; limits: WorkLimits },
  signal?: AbortSignal,
): Promise<string | undefined> {
  // Not `git diff-tree`: it keeps the whole list in memory before it prints any of it.
  const list = (it: string, maxBytes?: number) =>
    git({ gitDir }, ['ls-tree', '-r', '-l', '-z', '--full-tree', it], { signal, ...(maxBytes === undefined ? {} : { maxBytes }) });
  const before = (await list(from.tree)).stdout;
  const now = await list(tree, before.length + LONGEST_LIST).catch((error: unknown) => {
    if (error instanceof MusterError && error.code === 'git-failed') return error;
    throw error;
  });
  if (now instanceof MusterError) return `its files cannot be listed: ${now.message}`;
  const known = new Set(before.toString('latin1').split('\0'));
  let sum = 0;
  for (const line of now.stdout.toString('latin1').split('\0')) {
    const [, size, path = ''] = /^\d+ blob [0-9a-f]+ +(\d+)\t(.*)$/s.exec(line) ?? [];
    if (size === undefined || known.has(line)) continue;
    sum += Number(size);
    if (Number(size) > limits.fileBytes) return `${Buffer.from(path, 'latin1').toString('utf8')} is larger than ${limits.fileBytes} bytes`;
  }
  return sum > limits.copyBytes ? `its files have together more than ${limits.copyBytes} bytes` : undefined;
}
