// The progress of a phase as people see it; what it waits for follows from its dispatches.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { type Instant, type Timestamp, timestamp } from '../../../contracts/time.ts';
import { phaseOf } from '../../../skills/phases/table.ts';
import { isSettled } from '../../../skills/run/settled-dispatch.ts';
import { type PhaseState, type RunState, standing } from '../../../skills/run/state.ts';

type PhaseView = RunView['phases'][number];

export const viewPhase = (state: RunState, phase: PhaseState): PhaseView => ({
  key: phase.template.key,
  kind: phase.template.kind,
  pass: phase.pass,
  state: phase.state === 'running' ? within(state, phase) : phase.state,
  reason: phase.reason,
  ...(phase.template.expects ? { expects: phase.template.expects } : {}),
  startedAt: written(phase.startedAt),
  endedAt: written(phase.endedAt),
  ...factsOf(state, phase),
});

/** The facts of its kind of phase, in addition to those that all runs have. */
function factsOf({ memory }: RunState, { template }: PhaseState): Pick<PhaseView, 'facts'> {
  const facts = phaseOf(template).facts?.(memory[template.key]?.own ?? phaseOf(template).empty);
  return facts === undefined ? {} : { facts };
}

const written = (at: Instant | null): Timestamp | null => (at === null ? null : timestamp(at));

/** A worker is still working on the artifact; or all have ended, and their evidence is being checked. */
function within(state: RunState, { template }: PhaseState): PhaseView['state'] {
  const mine = standing(state).filter((it) => it.phase === template.key);
  if (mine.some((it) => !it.ended)) return 'awaiting-artifact';
  return mine.some((it) => !isSettled(it)) ? 'validating' : 'running';
}
