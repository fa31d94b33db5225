// The files of a base that are in the scope of a task, listed once for all who ask: every receipt of a run and its
// report ask the same, and what a commit holds never changes.

import type { Base } from '../../../contracts/run/base.ts';
import { pathTest } from '../../../runtime/globs.ts';
import { namesBetween } from '../../../runtime/workspace/changes.ts';
import { openBlobs } from '../../../runtime/workspace/git/blobs.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';

/** A list may be large: it is kept for as long as a run needs to come to its report, and not longer. */
const KEPT_FOR = 60_000;
const MOST_KEPT = 4;
const TAKES_AT_MOST = 120_000;

const known = new Map<string, Promise<ScopeFiles>>();

export async function scopeFiles(base: Base, scope: readonly string[], signal: AbortSignal): Promise<ScopeFiles> {
  signal.throwIfAborted();
  const key = JSON.stringify([base.gitDir, base.commit, fromOf(base), scope]);
  const listing = known.get(key) ?? kept(key, listed(base, scope, AbortSignal.timeout(TAKES_AT_MOST)));
  // It continues for the others when this caller no longer needs it.
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([listing, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function kept(key: string, listing: Promise<ScopeFiles>): Promise<ScopeFiles> {
  known.set(key, listing);
  const [oldest] = known.keys();
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
  const forget = () => {
    if (known.get(key) === listing) known.delete(key);
  };
  listing.then(() => setTimeout(forget, KEPT_FOR).unref(), forget);
  return listing;
}

const fromOf = (base: Base): string | undefined => (base.kind === 'git' ? base.from : undefined);

async function listed(base: Base, scope: readonly string[], signal: AbortSignal): Promise<ScopeFiles> {
  const blobs = openBlobs(base.gitDir, { signal });
  try {
    const tree = await blobs.tree(base.commit);
    const inScope = pathTest(scope);
    const files = [...tree.values()].flatMap(({ mode, path }) => (mode.startsWith('100') && inScope(path) ? [path] : []));
    const from = fromOf(base);
    const changes = from === undefined ? undefined : await namesBetween(base.gitDir, from, base.commit, signal);
    // By code units: the places in the list must not depend on where it is made.
    files.sort((a, b) => (a < b ? -1 : 1));
    return { files, all: new Set(tree.keys()), changed: changes?.touched ?? null, removed: changes?.removed ?? new Set() };
  } finally {
    await blobs.close();
  }
}
