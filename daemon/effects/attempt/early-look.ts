// A large checkout is examined as soon as its worker and everything it started has ended, while others still work, and a tree that
// several share once the last of them has: so the report does not wait for the examination of all of them. Only that it was unchanged
// is kept; a change is looked at again when it is told.

import type { EffectContext } from '../effect-context.ts';

type Workspace = Pick<EffectContext['workspace'], 'violationIn'>;
type Use = {
  /** The dispatches that were given it and have not ended. */
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

/** Somebody is about to work there alone: what was seen before counts no longer. */
export const given = (workspace: Workspace, path: string, dispatch: string): unknown =>
  usesIn(workspace).set(path, { by: new Set([dispatch]) });

/** The same, beside others who were given it. Of a tree that was there before, as after a restart, nobody here knows who works in it. */
export function givenToo(workspace: Workspace, path: string, dispatch: string, wasThere: boolean): void {
  const use = usesIn(workspace).get(path);
  if (use || !wasThere) usesIn(workspace).set(path, { by: new Set([...(use?.by ?? []), dispatch]) });
}

/** Of a dispatch that has ended. Nothing is begun where another was given it meanwhile or still works there, or that was not given out here. */
export function lookEarly(workspace: Workspace, dispatch: string): void {
  for (const [path, use] of usesIn(workspace)) {
    if (!use.by.delete(dispatch) || use.by.size > 0) continue;
    use.unchanged = workspace.violationIn(path, AbortSignal.timeout(TAKES_AT_MOST)).then(
      (violation) => violation === undefined,
      () => false,
    );
  }
}

/** False where it must be looked at now. */
export async function wasUnchanged(workspace: Workspace, path: string): Promise<boolean> {
  const use = usesIn(workspace).get(path);
  usesIn(workspace).delete(path);
  return (await use?.unchanged) ?? false;
}
