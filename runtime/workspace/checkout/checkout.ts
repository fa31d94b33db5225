// Provides a seat with a disposable checkout of the base: reuses it if it is clean, or rebuilds it. It cannot be protected from a
// worker of the same user, so harming it must not matter.

import { readdirSync } from 'node:fs';
import { lstat, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf } from '../../files.ts';
import { layersOf } from '../layers/seat.ts';
import { examineCheckout, readSeal, type Violation } from './examine-checkout.ts';
import type { KeptTrees } from './kept/kept-trees.ts';
import { unmountLeft } from './left-mounts.ts';
import { makeCheckout, sealOf } from './make-checkout.ts';
import type { Committed } from './prepare-index.ts';
import { removeTree } from './remove-tree.ts';

export type { Violation } from './examine-checkout.ts';

export type Discard = (path: string) => Promise<void>;

/** `path` is the checkout's own folder; `<path>.seal` beside it is ours. */
export async function checkoutFor(where: {
  base: Committed;
  path: string;
  signal?: AbortSignal | undefined;
  /** Whether a changed checkout may be rebuilt now; the changes must not be lost with it. */
  mayGo?: (violation: Violation) => Promise<boolean>;
  /** Removes what is at a path. */
  discard?: Discard;
  kept?: KeptTrees | undefined;
}): Promise<{ path: string; violation?: Violation }> {
  const { base, path, signal, mayGo, discard, kept } = where;
  const info = await lstat(path).catch(() => undefined);
  const seal = await readSeal(path);
  if (info === undefined || seal === undefined || seal.commit !== base.commit) {
    if (info !== undefined && seal === undefined) await refuseStrange(path, info.isDirectory());
    await removeCheckout(path, discard);
    await makeCheckout(base, path, { signal, like: await besideOf(path, base), kept });
    return { path };
  }
  const violation = await violationIn(path, signal);
  if (violation === undefined) return { path };
  if (mayGo && !(await mayGo(violation))) return { path, violation };
  await removeCheckout(path, discard);
  await makeCheckout(base, path, { signal, like: await besideOf(path, base), kept });
  return { path, violation };
}

/** Another checkout of the same commit, made for another seat of the run. */
async function besideOf(path: string, { commit }: Committed): Promise<string | undefined> {
  const folder = dirname(path);
  const seals = (await readdir(folder).catch(() => [])).filter((it) => it.endsWith('.seal') && !it.includes('.making.'));
  for (const seal of seals) {
    const other = join(folder, seal.slice(0, -'.seal'.length));
    if (other !== path && (await readSeal(other))?.commit === commit) return other;
  }
  return undefined;
}

/** What was changed in a checkout of ours; undefined if nothing was, or if there is none. */
export async function violationIn(path: string, signal?: AbortSignal): Promise<Violation | undefined> {
  const mounts = await unmountLeft(path);
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined || (await readSeal(path)) === undefined) return undefined;
  const seen = info.isDirectory() ? await examineCheckout(path, signal) : { patch: Buffer.alloc(0), files: ['.'] };
  return mounts.length === 0 ? seen : { patch: Buffer.alloc(0), ...seen, files: [...new Set([...(seen?.files ?? []), ...mounts])] };
}

/** Moved away first, so that a crash leaves no partial checkout that looks like the work of a worker. */
export async function removeCheckout(path: string, discard: Discard = removeTree): Promise<void> {
  const leaving = `${path}.leaving`;
  // A folder on which something is mounted cannot be moved.
  await unmountLeft(path);
  // Usually none of them exists, which one listing shows.
  const there = new Set(namesBeside(path));
  const isThere = (it: string) => there.has(basename(it));
  if (isThere(leaving)) await discard(leaving);
  if (isThere(path)) await rename(path, leaving).catch(nothing);
  for (const it of [layersOf(path), sealOf(path)].filter(isThere)) await discard(it);
  if (isThere(path)) await discard(leaving);
  for (const it of [`${path}.making`, sealOf(`${path}.making`)].filter(isThere)) await discard(it);
}

function namesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path));
  } catch (error) {
    return nothing(error);
  }
}

function nothing(error: unknown): string[] {
  if (codeOf(error) !== 'ENOENT') throw error;
  return [];
}

/** Anything else at that path is not ours to remove. */
export async function refuseStrange(path: string, isFolder: boolean): Promise<void> {
  if (isFolder && (await readdir(path)).length === 0) return;
  throw new MusterError('io-failed', `${path} is in the way: it is not a checkout that Muster made`, 'Move it elsewhere.');
}
