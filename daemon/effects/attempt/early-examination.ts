// Examines a checkout as soon as its worker has ended, while others still work, and a shared checkout
// when the last of its workers has, so that the report does not wait for all of the examinations. Only
// "unchanged" is remembered; a changed checkout is examined again when the change is reported.

import type { EffectContext } from '../effect-context.ts';

type Workspace = Pick<EffectContext['workspace'], 'violationIn'>;
type Use = {
  /** The dispatches that use the checkout and have not ended. */
  by: Set<string>;
  unchanged?: Promise<boolean>;
};

const TAKES_AT_MOST = 60_000;

const uses = new WeakMap<Workspace, Map<string, Use>>();

function usesIn(workspace: Workspace): Map<string, Use> {
  const known = uses.get(workspace) ?? new Map<string, Use>();
  uses.set(workspace, known);
  return known;
}

/** A dispatch is about to use the checkout alone: earlier examinations no longer count. */
export const assignAlone = (workspace: Workspace, path: string, dispatch: string): unknown =>
  usesIn(workspace).set(path, { by: new Set([dispatch]) });

/** A dispatch is about to use a checkout with others. If the checkout existed before, as after a restart, its other users are unknown. */
export function assignShared(workspace: Workspace, path: string, dispatch: string, wasThere: boolean): void {
  const use = usesIn(workspace).get(path);
  if (use || !wasThere) usesIn(workspace).set(path, { by: new Set([...(use?.by ?? []), dispatch]) });
}

/** Examines the checkouts of a dispatch that has ended, unless others still use them or their users are not known. */
export function examineEarly(workspace: Workspace, dispatch: string): void {
  for (const [path, use] of usesIn(workspace)) {
    if (!use.by.delete(dispatch) || use.by.size > 0) continue;
    use.unchanged = workspace.violationIn(path, AbortSignal.timeout(TAKES_AT_MOST)).then(
      (violation) => violation === undefined,
      () => false,
    );
  }
}

/** False if the checkout must be examined now. */
export async function wasUnchanged(workspace: Workspace, path: string): Promise<boolean> {
  const use = usesIn(workspace).get(path);
  usesIn(workspace).delete(path);
  return (await use?.unchanged) ?? false;
}
