// The next step of convergence: group, open a round, close it, settle. The rules are the skill's;
// here they become events.

import type { Convergence, EndReason } from '../../../contracts/findings/convergence.ts';
import type { RunEvent } from '../../../contracts/run/run-event.ts';
import type { AttemptReason } from '../../../contracts/work/dispatch.ts';
import { dispatchId, isSettled } from '../../run/settled.ts';
import type { DispatchState, PhaseState, RunState } from '../../run/state.ts';
import { groupFindings } from './grouping/group.ts';
import { type Answer, closeRound, endConvergence, settleGrouped } from './rounds/close.ts';
import { planRound, type Surroundings } from './rounds/rounds.ts';

type Stop = NonNullable<Surroundings['stop']>;
type Settled = ReturnType<typeof endConvergence>[number];

export function advanceConvergence(state: RunState, phase: PhaseState): RunEvent[] {
  const { convergence } = state;
  if (!convergence) return [grouped(state)];
  if (convergence.ended) return [phaseEnded(phase, convergence.ended)];
  const asked = roundUnderWay(state, convergence);
  if (asked) return asked.every(isSettled) ? closed(state, convergence, asked) : [];

  const clear = convergence.round === 0 ? settleGrouped(convergence) : [];
  if (clear.length > 0) return clear.map((it) => settled(it, 0));
  const plan = planRound(convergence, { unable: unable(state) });
  if (plan.kind === 'ended') return ended(convergence, plan.reason);
  return opened(state, convergence, plan, phase.template.key);
}

/** Nothing stays queued, whatever a run concludes for; without a stop because its template examines nothing. */
export function settleConvergence(state: RunState, stop: Stop | undefined): RunEvent[] {
  const { convergence } = state;
  if (!convergence) return state.raised.length > 0 ? [grouped(state)] : [];
  if (convergence.ended) return [];
  const asked = roundUnderWay(state, convergence);
  if (asked) return closed(state, convergence, asked);
  if (stop === undefined) return ended(convergence, 'disabled');
  const plan = planRound(convergence, { stop });
  return ended(convergence, plan.kind === 'ended' ? plan.reason : stop);
}

/** Seats whose last dispatch ended for a reason that no second try mends: they are not asked again. */
function unable({ dispatches }: RunState): string[] {
  const last = new Map(dispatches.filter((it) => it.ended).map((it) => [it.seat, it.ended?.reason ?? '']));
  return [...last].filter(([, reason]) => BEYOND_REPAIR.has(reason)).map(([seat]) => seat);
}

const BEYOND_REPAIR: ReadonlySet<string> = new Set<AttemptReason>(['auth', 'config', 'agent-missing', 'budget']);

/** The dispatches of a round that has been opened and not closed. */
function roundUnderWay(state: RunState, convergence: Convergence): DispatchState[] | undefined {
  const asks = convergence.asks.filter((it) => it.round === convergence.round && it.outcome === 'pending');
  if (asks.length === 0) return undefined;
  return state.dispatches.filter((it) => asks.some((ask) => ask.dispatch === it.id));
}

function grouped(state: RunState): RunEvent {
  const anyModel = state.seats.some((it) => it.role === 'analyser' && it.voice === 'model');
  const voiceOf = (name: string): string => {
    const seat = state.seats.find((it) => it.name === name);
    return anyModel && seat?.voice === 'rules' ? 'rules' : name;
  };
  return { type: 'convergence.grouped', payload: { findings: groupFindings(state.raised, state.dismissed, voiceOf) } };
}

function opened(
  state: RunState,
  convergence: Convergence,
  plan: Extract<ReturnType<typeof planRound>, { kind: 'round' }>,
  phase: string,
): RunEvent[] {
  const { round } = plan;
  const asks = plan.asks.map((ask, i) => ({ ...ask, round, dispatch: dispatchId(state, i), outcome: 'pending' as const }));
  const queue = convergence.findings.filter((it) => it.state === 'queued').length;
  return [
    { type: 'convergence.opened', payload: { round, queue, asks } },
    ...asks.map(
      ({ dispatch, seat, findings }): RunEvent => ({
        type: 'dispatch.prepared',
        payload: { dispatch, phase, pass: 0, round, seat, role: 'analyser', skill: 'convergence', findings },
      }),
    ),
  ];
}

function closed(state: RunState, convergence: Convergence, asked: readonly DispatchState[]): RunEvent[] {
  const { round } = convergence;
  // Who was to be asked and never was has not failed.
  const never = new Set(asked.filter((it) => it.ended?.status === 'not-run').map((it) => it.id));
  const begun = { ...convergence, asks: convergence.asks.filter((it) => !never.has(it.dispatch)) };
  const { words, asks, settled: clear } = closeRound(begun, state.raised, asked.map(answerOf));
  return [{ type: 'convergence.closed', payload: { round, words, asks } }, ...clear.map((it) => settled(it, round))];
}

function answerOf({ id, seat, accepted, verdicts, ended }: DispatchState): Answer {
  if (!accepted) return { seat, dispatch: id, failed: ended?.reason ?? 'no answer' };
  return { seat, dispatch: id, verdicts: verdicts.map(({ verdict, checks }) => ({ ...verdict, checks })) };
}

function ended(convergence: Convergence, reason: EndReason): RunEvent[] {
  const rest = endConvergence(convergence, reason).map((it) => settled(it, convergence.round));
  return [...rest, { type: 'convergence.ended', payload: { reason } }];
}

function settled({ finding, state, reason, mergedInto }: Settled, round: number): RunEvent {
  return {
    type: 'finding.settled',
    payload: { finding, state, round, reason, ...(mergedInto ? { mergedInto } : {}) },
  };
}

function phaseEnded({ template }: PhaseState, reason: EndReason): RunEvent {
  const outcome = reason === 'disabled' ? 'skipped' : 'completed';
  return { type: 'phase.ended', payload: { phase: template.key, outcome, reason } };
}
