// The next step of convergence: group, open a round, close it, settle. The rules are the skill's;
// here they become events.

import type { Convergence, EndReason } from '../../contracts/convergence.ts';
import type { RunEvent } from '../../contracts/run-event.ts';
import { type Answer, closeRound, endConvergence, settleGrouped } from '../../skills/convergence/close.ts';
import { groupFindings } from '../../skills/convergence/group.ts';
import { planRound } from '../../skills/convergence/rounds.ts';
import type { DispatchState, PhaseState, RunState } from './run-state.ts';
import { dispatchId, isSettled } from './settled.ts';

type Settled = ReturnType<typeof endConvergence>[number];

export function advanceConvergence(state: RunState, phase: PhaseState): RunEvent[] {
  const { convergence } = state;
  if (!convergence) return [grouped(state)];
  if (convergence.ended) return [phaseEnded(phase, convergence.ended)];
  const asked = roundUnderWay(state, convergence);
  if (asked) return asked.every(isSettled) ? closed(state, convergence, asked) : [];

  const clear = convergence.round === 0 ? settleGrouped(convergence) : [];
  if (clear.length > 0) return clear.map((it) => settled(it, 0));
  const plan = planRound(convergence);
  if (plan.kind === 'ended') return ended(convergence, plan.reason);
  return opened(state, convergence, plan, phase.template.key);
}

/** Nothing stays queued, whatever a run concludes for. */
export function settleConvergence(state: RunState, reason: EndReason): RunEvent[] {
  const { convergence } = state;
  if (!convergence) return state.raised.length > 0 ? [grouped(state)] : [];
  if (convergence.ended) return [];
  const asked = roundUnderWay(state, convergence);
  return asked ? closed(state, convergence, asked) : ended(convergence, reason);
}

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
  const { words, asks, settled: clear } = closeRound(convergence, state.raised, asked.map(answerOf));
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
    payload: { finding, state, round, reason: reason.slice(0, 2000), ...(mergedInto ? { mergedInto } : {}) },
  };
}

function phaseEnded({ template }: PhaseState, reason: EndReason): RunEvent {
  const outcome = reason === 'disabled' ? 'skipped' : 'completed';
  return { type: 'phase.ended', payload: { phase: template.key, outcome, reason } };
}
