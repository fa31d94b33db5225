// A seat's disposable checkout of the base: there already and clean, or made anew. It cannot be made
// read-only for a worker of the same user, so it is made worthless to harm.

import { lstat, readdir, rename } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { codeOf } from '../../files.ts';
import { examineCheckout, readSeal, type Violation } from './examine-checkout.ts';
import { makeCheckout, sealOf } from './make-checkout.ts';
import { removeTree } from './remove-tree.ts';

export type { Violation } from './examine-checkout.ts';

/** `path` is the checkout's own folder; `<path>.seal` beside it is ours. */
export async function checkoutFor(where: {
  base: Base;
  path: string;
  signal?: AbortSignal | undefined;
  /** Called before a changed checkout is removed, so that what was changed is never only in memory. */
  keep?: (violation: Violation) => Promise<void>;
}): Promise<{ path: string; violation?: Violation }> {
  const { base, path, signal, keep } = where;
  const info = await lstat(path).catch(() => undefined);
  const seal = await readSeal(path);
  if (info === undefined || seal === undefined || seal.commit !== base.commit) {
    if (info !== undefined && seal === undefined) await refuseStrange(path, info.isDirectory());
    await removeCheckout(path);
    await makeCheckout(base, path, signal);
    return { path };
  }
  const violation = info.isDirectory() ? await examineCheckout(path, signal) : { patch: Buffer.alloc(0), files: ['.'] };
  if (violation === undefined) return { path };
  await keep?.(violation);
  await removeCheckout(path);
  await makeCheckout(base, path, signal);
  return { path, violation };
}

/** Out of its place first, so that a crash in between leaves no half checkout that looks like a worker's doing. */
export async function removeCheckout(path: string): Promise<void> {
  const leaving = `${path}.leaving`;
  await removeTree(leaving);
  await rename(path, leaving).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  for (const rest of [sealOf(path), leaving, `${path}.making`, sealOf(`${path}.making`)]) await removeTree(rest);
}

/** Anything else at that place is not ours to remove. */
async function refuseStrange(path: string, isFolder: boolean): Promise<void> {
  if (isFolder && (await readdir(path)).length === 0) return;
  throw new MusterError('io-failed', `${path} is in the way: it is not a checkout that Muster made`, 'Move it elsewhere.');
}
