// How long a report waits for the map: not long, because only people read it there, and they prefer to
// have the report. The map of a small tree is always included.

import type { RepositoryMap } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { EffectContext } from '../effect-context.ts';

/** In milliseconds since it was begun. */
const MAP_TAKES = 100;
/** The map of a small tree is nearly ready by then, unless the machine is overloaded. */
const SMALL_MAP_TAKES = 10_000;
const LARGE = 5_000;

const LISTING_TAKES = 60_000;

export async function mapForReport(
  { id, base, task }: Pick<RunView, 'id' | 'base' | 'task'>,
  { maps, workspace }: Pick<EffectContext, 'maps'> & { workspace: Pick<EffectContext['workspace'], 'scopeFiles'> },
): Promise<RepositoryMap | 'late' | null> {
  const what = { id, base, scope: task.scope };
  const map = await maps.within(MAP_TAKES, what, 0);
  if (map !== 'late' || base === null) return map;
  const files = await workspace.scopeFiles(base, task.scope, AbortSignal.timeout(LISTING_TAKES)).catch(() => undefined);
  return files === undefined || files.all.size > LARGE ? map : maps.within(SMALL_MAP_TAKES, what);
}
