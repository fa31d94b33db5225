// The baseline states of findings in SARIF, from the comparison with earlier reviews of the branch.

import type { Severity } from '../../../contracts/findings/finding.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { stateLabel } from '../../wording/states.ts';

/** A finding that no worker raised in this run. */
export type Earlier = {
  id: string;
  category: string;
  title: string;
  /** What was said about it when a worker last raised it. */
  stood: string;
  severity: Severity;
  preExisting: boolean;
  path?: string;
  line?: number;
};

export type Baseline = {
  /** By the id of a finding in this run. */
  states: ReadonlyMap<string, { id: string; state: 'new' | 'unchanged' }>;
  open: readonly Earlier[];
  gone: readonly Earlier[];
};

/** Undefined for the first review of a branch: it has nothing to be compared with. */
export function baselineOf({ overTime }: RunView): Baseline | undefined {
  if (overTime?.since === undefined) return undefined;
  const states = new Map<string, { id: string; state: 'new' | 'unchanged' }>();
  for (const { change, finding, tracked } of overTime.traces)
    if (finding !== undefined)
      states.set(finding, { id: tracked.id, state: change === 'first-seen' || change === 'came-back' ? 'new' : 'unchanged' });
  return {
    states,
    open: overTime.traces
      .filter((it) => it.finding === undefined && it.change === 'still-there' && it.tracked.standing === 'open')
      .map(earlier),
    gone: overTime.traces.filter((it) => it.change === 'fixed').map(earlier),
  };
}

const earlier = ({
  tracked: { id, category, title, severity, state, claimed, anchor, last },
}: NonNullable<RunView['overTime']>['traces'][number]): Earlier => ({
  id,
  category,
  title,
  stood: `In ${last.run} it was: ${stateLabel({ state, claimed })}.`,
  severity,
  preExisting: state === 'pre-existing',
  ...(anchor === null ? {} : { path: anchor.path, ...(anchor.line === undefined ? {} : { line: anchor.line }) }),
});
