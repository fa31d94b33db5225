// Checks out a base speculatively, while it is still being captured: in a large repository the first worker
// waits for little else. Nothing relies on it. The checkout is made where it would be made anyway, so what
// a crash leaves is found there, examined like any other checkout, and removed with those of its run.

import { dirname } from 'node:path';
import type { EffectContext } from '../effect-context.ts';

type Workspace = Pick<EffectContext['workspace'], 'violationIn'>;
type Ahead = {
  /** Whether it was made completely and correctly. */
  made: Promise<boolean>;
  settled: boolean;
  stop: AbortController;
};

const aheads = new WeakMap<Workspace, Map<string, Ahead>>();

function aheadIn(workspace: Workspace): Map<string, Ahead> {
  const known = aheads.get(workspace) ?? new Map<string, Ahead>();
  aheads.set(workspace, known);
  return known;
}

/** If this fails, the checkout is made when it is needed, and the error is reported then. */
export function beginAhead(workspace: Workspace, path: string, make: (signal: AbortSignal) => Promise<boolean>): void {
  if (isAhead(workspace, path)) return;
  const stop = new AbortController();
  const made = make(stop.signal).catch(() => false);
  const ahead: Ahead = { made, settled: false, stop };
  aheadIn(workspace).set(path, ahead);
  void made.then(() => {
    ahead.settled = true;
  });
}

export const isAhead = (workspace: Workspace, path: string): boolean => aheadIn(workspace).has(path);

/** Whether it is still being made. */
export const isComing = (workspace: Workspace, path: string): boolean => aheadIn(workspace).get(path)?.settled === false;

/** Waits for a checkout begun ahead. False if there was none, or if it failed. */
export async function madeAhead(workspace: Workspace, path: string, signal: AbortSignal): Promise<boolean> {
  const ahead = aheadIn(workspace).get(path);
  if (!ahead) return false;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const made = await Promise.race([ahead.made, aborted.promise]);
    if (!made && aheadIn(workspace).get(path) === ahead) aheadIn(workspace).delete(path);
    return made;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Finished checkouts in that folder are examined from now on, like any other. */
export function forgetMade(workspace: Workspace, folder: string): void {
  for (const [path, { settled }] of within(workspace, folder)) if (settled) aheadIn(workspace).delete(path);
}

/** Stops making checkouts in a folder, or everywhere without one. */
export async function endAhead(workspace: Workspace, folder?: string): Promise<void> {
  const ending = within(workspace, folder);
  for (const [path, { stop }] of ending) {
    stop.abort();
    aheadIn(workspace).delete(path);
  }
  await Promise.all(ending.map(([, { made }]) => made));
}

const within = (workspace: Workspace, folder: string | undefined): [string, Ahead][] =>
  [...aheadIn(workspace)].filter(([path]) => folder === undefined || dirname(path) === folder);
