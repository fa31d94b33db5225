// A large checkout is examined as soon as its worker and everything it started has ended, while others still work: so the report does
// not wait for the examination of all of them. Only that it was unchanged is kept; a change is looked at again when it is told.

import type { EffectContext } from '../effect-context.ts';

type Workspace = Pick<EffectContext['workspace'], 'violationIn'>;
type Use = {
  /** The dispatch that was given it last. */
  by: string;
  unchanged?: Promise<boolean>;
};

const TAKES_AT_MOST = 60_000;

const uses = new WeakMap<Workspace, Map<string, Use>>();

function usesIn(workspace: Workspace): Map<string, Use> {
  const known = uses.get(workspace) ?? new Map<string, Use>();
  uses.set(workspace, known);
  return known;
}

/** Somebody is about to work there: what was seen before counts no longer. */
export const given = (workspace: Workspace, path: string, dispatch: string): unknown => usesIn(workspace).set(path, { by: dispatch });

/** Nothing is begun where it was given to another dispatch meanwhile, or is none that was given out here. */
export function lookEarly(workspace: Workspace, path: string, dispatch: string): void {
  const use = usesIn(workspace).get(path);
  if (use?.by !== dispatch || use.unchanged) return;
  use.unchanged = workspace.violationIn(path, AbortSignal.timeout(TAKES_AT_MOST)).then(
    (violation) => violation === undefined,
    () => false,
  );
}

/** False where it must be looked at now. */
export async function wasUnchanged(workspace: Workspace, path: string): Promise<boolean> {
  const use = usesIn(workspace).get(path);
  usesIn(workspace).delete(path);
  return (await use?.unchanged) ?? false;
}
