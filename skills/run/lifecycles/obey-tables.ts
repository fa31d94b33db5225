// Whether an event may have this effect on a run: the transition of the run, and of everything in it that the event is about, must
// have a row in its lifecycle.

import type { RunRecord } from '../../events.ts';
import { REPORT_PHASE, type RunState } from '../state.ts';
import { ATTEMPT } from './attempt.ts';
import { DISPATCH, dispatchStageOf } from './dispatch.ts';
import { GATE, gateStageOf } from './gate.ts';
import { type Lifecycle, obey } from './lifecycle.ts';
import { PAUSE, pauseOf } from './pause.ts';
import { PHASE } from './phase.ts';
import { RUN, runEventOf, runStageOf } from './run.ts';

/** Throws if a table has no such row; `next` is the result of the fold. */
export function obeyTables(before: RunState, event: RunRecord, next: RunState): void {
  obey(RUN, () => placeOf(event), { from: runStageOf(before), event: runEventOf(event.type), to: runStageOf(next) });
  for (const { table, name, stageOf } of aboutOf(event, before)) {
    const from = stageOf(before) ?? 'nothing';
    obey(table, () => `${placeOf(event)}, ${table.name} ${name}`, { from, event: event.type, to: stageOf(next) ?? 'nothing' });
  }
}

const placeOf = ({ stream, seq }: RunRecord): string => `${stream} event ${seq}`;

/** One thing that an event is about, with its state. */
type About = { table: Lifecycle; name: string; stageOf(state: RunState): string | undefined };

function aboutOf(event: RunRecord, before: RunState): About[] {
  switch (event.type) {
    case 'run.paused':
      return [pause(before)];
    case 'run.resumed':
    case 'run.concluding':
      return [pause(before), ...before.gates.filter(mayStep(event.type)).map(({ gate }) => gateBy(gate.id))];
    case 'gate.opened':
      return [gateBy(event.payload.gate.id)];
    case 'gate.answered':
    case 'gate.expired':
      return [gateBy(event.payload.gate)];
    case 'phase.started':
    case 'phase.overdue':
    case 'phase.ended':
      return [phaseBy(event.payload.phase)];
    case 'dispatch.prepared': {
      const { dispatch, phase } = event.payload;
      // The report is written by a dispatch that belongs to no phase of the template.
      return [dispatchBy(dispatch), ...(phase === REPORT_PHASE ? [] : [phaseBy(phase)])];
    }
    case 'finding.raised':
      return [dispatchBy(event.payload.raised.dispatch)];
    case 'dispatch.sought':
    case 'dispatch.reused':
    case 'result.kept':
    case 'workplace.ready':
    case 'prompt.written':
    case 'verdict.given':
    case 'gap.raised':
    case 'narrative.given':
    case 'evidence.checked':
    case 'look.inconclusive':
    case 'dispatch.ended':
      return [dispatchBy(event.payload.dispatch)];
    case 'attempt.starting':
    case 'result.accepted':
      return [dispatchBy(event.payload.dispatch), attemptBy(event.payload)];
    case 'attempt.started':
    case 'attempt.waits':
    case 'attempt.suspected':
    case 'attempt.recovered':
    case 'attempt.overdue':
    case 'attempt.ending':
    case 'attempt.ended':
      return [attemptBy(event.payload)];
    default:
      return [];
  }
}

/** An event of the run itself does not concern gates that are closed. */
const mayStep =
  (event: 'run.resumed' | 'run.concluding') =>
  (gate: RunState['gates'][number]): boolean =>
    GATE.rows.some((row) => row.event === event && row.from.includes(gateStageOf(gate)));

const pause = ({ id }: RunState): About => ({ table: PAUSE, name: id, stageOf: pauseOf });

const gateBy = (id: string): About => ({
  table: GATE,
  name: id,
  stageOf(state) {
    const found = state.gates.find(({ gate }) => gate.id === id);
    return found && gateStageOf(found);
  },
});

const phaseBy = (key: string): About => ({
  table: PHASE,
  name: key,
  stageOf: (state) => state.phases.find((it) => it.template.key === key)?.state,
});

/** Most events belong to a recent dispatch. */
const dispatchIn = (state: RunState, id: string) => state.dispatches.findLast((it) => it.id === id);

const dispatchBy = (id: string): About => ({
  table: DISPATCH,
  name: id,
  stageOf(state) {
    const found = dispatchIn(state, id);
    return found && dispatchStageOf(found);
  },
});

const attemptBy = ({ dispatch, attempt }: { dispatch: string; attempt: number }): About => ({
  table: ATTEMPT,
  name: `${dispatch}.${attempt}`,
  stageOf: (state) => dispatchIn(state, dispatch)?.attempts.find((it) => it.n === attempt)?.state,
});
