// Whether a run delivered less than its template promises: too few answers, a phase without a result, one that hit its time limit,
// or open findings of earlier reviews that could not be followed.

import type { Quorum } from '../dispatch/quorum.ts';
import { quorumOf } from '../run/outcomes.ts';
import { limitsReached } from '../run/phase-limit.ts';
import type { RunState } from '../run/state.ts';
import { ENDED_FIRST } from '../wording/outcome.ts';
import { phaseOf } from './table.ts';

export function degradedOf(run: RunState): Quorum {
  // It took over the complete report of another run; nobody was asked.
  if (run.sought?.from !== undefined) return { degraded: false, why: [] };
  const quorum = quorumOf(run);
  const missing = [...missingArtifacts(run), ...limitsReached(run)];
  const unknown = unfollowed(run);
  return { degraded: quorum.degraded || missing.length > 0 || unknown.length > 0, why: [...missing, ...quorum.why, ...unknown] };
}

export const NOT_FOLLOWED = 'the findings that earlier reviews left open could not be looked up again, so some may still be there';

/** A review of only what is new relies on the program to follow the older findings; known once the report is composed. */
export const unfollowed = ({ created, life, report, traced }: RunState): string[] =>
  created.task.since !== undefined &&
  (life.kind === 'concluding' || life.kind === 'ended') &&
  life.outcome === 'completed' &&
  report?.stub === false &&
  traced === null
    ? [NOT_FOLLOWED]
    : [];

/** A phase that failed, or a plan that was not started. An optional critic, or an examination by one worker, may be skipped. */
function missingArtifacts({ phases, memory }: RunState): string[] {
  return phases.flatMap(({ template, state: stands, reason }) => {
    if (!template.expects) return [];
    const own = memory[template.key]?.own;
    if (stands === 'completed' && own !== undefined) return phaseOf(template).lacks?.(own) ?? [];
    const lacks = stands === 'failed' || (stands === 'skipped' && phaseOf(template).plans === true);
    // The run was ended in the middle of it, for a reason that comes first: it is no failure of the phase.
    if (stands === 'failed' && reason?.startsWith(ENDED_FIRST)) return [`phase ${template.key} was cut short`];
    return lacks ? [`phase ${template.key} ${stands}${reason ? `: ${reason}` : ''}`] : [];
  });
}
