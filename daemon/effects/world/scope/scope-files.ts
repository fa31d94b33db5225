// The files of a base that are in the scope of a task, listed once for all callers: every receipt of a
// run and its report ask for the same list, and a commit never changes.

import type { Base } from '../../../../contracts/run/base.ts';
import { type PathTest, pathTest } from '../../../../runtime/globs.ts';
import { inSlices } from '../../../../runtime/slices.ts';
import { type Steps, sortSteps } from '../../../../runtime/steps.ts';
import { namesBetween } from '../../../../runtime/workspace/changes.ts';
import { git } from '../../../../runtime/workspace/git/git.ts';
import type { ScopeFiles } from '../../../../validators/looks/receipt.ts';
import { type PackedScope, packScope, unpackScope } from './packed-scope.ts';

/** A list stays in memory for as long as a run usually takes to get to its report, and is compressed after that. */
const KEPT_FOR = 60_000;
const MOST_KEPT = 4;
/** A shorter list is quick to rebuild. */
const LARGE = 5_000;
const TAKES_AT_MOST = 120_000;

export const scopeFiles: ScopeLists = scopeLists(KEPT_FOR);

export type ScopeLists = (base: Base, scope: readonly string[], signal: AbortSignal) => Promise<ScopeFiles>;

/** `keptFor`: how many milliseconds a list stays in memory uncompressed. */
export function scopeLists(keptFor: number): ScopeLists {
  const atHand = new Map<string, Promise<ScopeFiles>>();
  const packed = new Map<string, PackedScope>();

  function keep(key: string, listing: Promise<ScopeFiles>): Promise<ScopeFiles> {
    atHand.set(key, listing);
    const putAway = () => {
      if (atHand.get(key) === listing) atHand.delete(key);
    };
    const [oldest] = atHand.keys();
    if (atHand.size > MOST_KEPT && oldest !== undefined) atHand.delete(oldest);
    listing.then((list) => {
      // If it cannot be compressed it is listed again.
      setTimeout(() => void pack(key, list).then(putAway, putAway), keptFor).unref();
    }, putAway);
    return listing;
  }

  async function pack(key: string, list: ScopeFiles): Promise<void> {
    if (list.all.size < LARGE) return;
    const it = packed.get(key) ?? (await packScope(list));
    packed.delete(key);
    packed.set(key, it);
    const [oldest] = packed.keys();
    if (packed.size > MOST_KEPT && oldest !== undefined) packed.delete(oldest);
  }

  return async (base, scope, signal) => {
    signal.throwIfAborted();
    const key = JSON.stringify([base.gitDir, base.commit, fromOf(base), scope]);
    const there = packed.get(key);
    const list = () => (there ? unpackScope(there) : listed(base, scope, AbortSignal.timeout(TAKES_AT_MOST)));
    const listing = atHand.get(key) ?? keep(key, list());
    // The listing continues for other callers when this one no longer needs it.
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([listing, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
}

const fromOf = (base: Base): string | undefined => (base.kind === 'git' ? base.from : undefined);

async function listed(base: Base, scope: readonly string[], signal: AbortSignal): Promise<ScopeFiles> {
  const from = fromOf(base);
  const [{ stdout }, changes] = await Promise.all([
    git({ gitDir: base.gitDir }, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', base.commit], { signal }),
    from === undefined ? undefined : namesBetween(base.gitDir, from, base.commit, signal),
  ]);
  const names = await inSlices(namesIn(stdout.toString('utf8'), pathTest(scope)));
  return { ...names, changed: changes?.touched ?? null, removed: changes?.removed ?? new Set() };
}

const IN_ONE_STEP = 500;

/** Rows are `<mode> <type> <object>\t<path>`; a mode of 100… is a regular file, 160000 a submodule. */
function* namesIn(rows: string, inScope: PathTest): Steps<Pick<ScopeFiles, 'files' | 'all' | 'submodules'>> {
  const files: string[] = [];
  const submodules: string[] = [];
  const all = new Set<string>();
  let isSorted = true;
  for (let at = 0, end = rows.indexOf('\0'); end >= 0; at = end + 1, end = rows.indexOf('\0', at)) {
    const path = rows.slice(rows.indexOf('\t', at) + 1, end);
    if (all.size % IN_ONE_STEP === 0) yield;
    all.add(path);
    if (rows.startsWith('160', at) && inScope(path)) submodules.push(path);
    if (!rows.startsWith('100', at) || !inScope(path)) continue;
    isSorted &&= (files.at(-1) ?? '') < path;
    files.push(path);
  }
  // By code units: the order must not depend on the machine. Git's own order is by bytes, which is nearly always the same.
  return { files: isSorted ? files : yield* sortSteps(files, (a, b) => (a < b ? -1 : 1)), all, submodules };
}
