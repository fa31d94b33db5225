// The next step of an examination: group, open a round, close it, settle. The rules beside this file decide which findings are
// alike, who is asked, and what the verdicts add up to; here the decisions become events.

import type { Convergence, EndReason } from '../../../contracts/findings/convergence.ts';
import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import type { AttemptReason } from '../../../contracts/work/dispatch.ts';
import type { Steps } from '../../../runtime/steps.ts';
import { takesPart } from '../../run/origin/taking-part.ts';
import { dispatchId, isSettled } from '../../run/settled-dispatch.ts';
import type { DispatchState, RunState } from '../../run/state.ts';
import { ended as phaseEnded, type Stop, type Turn } from '../phase.ts';
import type { EventOf } from '../presentation.ts';
import type { CONVERGENCE_EVENTS } from './events.ts';
import { addedFinding } from './grouping/added-dismissals.ts';
import { groupFindings } from './grouping/group.ts';
import type { Examination } from './memory.ts';
import { type Answer, closeRound, endConvergence, settleGrouped } from './rounds/close.ts';
import type { Settled } from './rounds/course.ts';
import { planRound } from './rounds/rounds.ts';
import { voiceName } from './voices/voice-name.ts';

type Event = SharedEvent | EventOf<typeof CONVERGENCE_EVENTS>;
export type ConvergenceTurn = Turn<Examination, Record<never, never>>;

export function* advance({ run, contributions, key, own }: ConvergenceTurn): Steps<Event[]> {
  if (!own) return [yield* grouped(run, contributions, key)];
  if (own.ended) return [phaseEnded(key, own.ended === 'disabled' ? 'skipped' : 'completed', own.ended)];
  const asked = roundUnderWay(run, own);
  if (asked) return asked.every(isSettled) ? yield* closed(run, key, own, asked) : [];

  const clear = own.round === 0 ? yield* settleGrouped(own) : [];
  if (clear.length > 0) return clear.map((it) => settled(key, it, 0));
  const plan = planRound(own, { unable: unable(run), silent: silent(run, key) });
  if (plan.kind === 'ended') return yield* ended(key, own, plan.reason);
  return opened(run, key, own, plan);
}

/** When a run concludes, nothing stays queued, whatever the reason. If its template examines nothing, there is nothing to end. */
export function* settle({ run, contributions, key, own }: ConvergenceTurn, stop: Stop): Steps<Event[]> {
  if (!own) return run.raised.some((it) => !contributions.examined.has(it.ref)) ? [yield* grouped(run, contributions, key)] : [];
  if (own.ended) return [];
  const asked = roundUnderWay(run, own);
  if (asked) return yield* closed(run, key, own, asked);
  if (stop === undefined) return yield* ended(key, own, 'disabled');
  const plan = planRound(own, { stop });
  return yield* ended(key, own, plan.kind === 'ended' ? plan.reason : stop);
}

/** Whether its round is still open. */
export const waitsForLate = ({ own }: ConvergenceTurn, dispatch: DispatchState): boolean =>
  own?.asks.some((it) => it.dispatch === dispatch.id && it.outcome === 'pending') ?? false;

/** Seats whose last dispatch failed for a reason that a retry cannot fix; they are not asked again. */
function unable({ dispatches }: RunState): string[] {
  const last = new Map(dispatches.filter((it) => it.ended).map((it) => [it.seat, it.ended?.reason ?? '']));
  return [...last].filter(([, reason]) => BEYOND_REPAIR.has(reason)).map(([seat]) => seat);
}

const silent = (run: RunState, key: string): string[] => run.seats.flatMap((it) => (takesPart(run, it.name, key) ? [] : it.name));

const BEYOND_REPAIR: ReadonlySet<string> = new Set<AttemptReason>(['auth', 'config', 'agent-missing', 'budget']);

/** The dispatches of the open round, if there is one. */
function roundUnderWay(run: RunState, own: Convergence): DispatchState[] | undefined {
  const asks = own.asks.filter((it) => it.round === own.round && it.outcome === 'pending');
  if (asks.length === 0) return undefined;
  return run.dispatches.filter((it) => asks.some((ask) => ask.dispatch === it.id));
}

/** Groups the findings that no earlier examination has taken up. */
function* grouped(run: RunState, { examined, named }: ConvergenceTurn['contributions'], phase: string): Steps<Event> {
  const voices = new Map(run.seats.map((it) => [it.name, voiceName(it)]));
  const voiceOf = (name: string): string => voices.get(name) ?? name;
  const raised = run.raised.filter((it) => !examined.has(it.ref));
  const findings = yield* groupFindings(raised, run.dismissed, voiceOf, named + 1);
  // The dismissals that the change itself adds become one finding, once, after the raised ones.
  const noticed = named === 0 && run.addedDismissals ? [addedFinding(run.addedDismissals, run.dismissed, findings.length + 1)] : [];
  return { type: 'convergence.grouped', payload: { phase, findings: [...findings, ...noticed] } };
}

function opened(run: RunState, phase: string, own: Convergence, plan: Extract<ReturnType<typeof planRound>, { kind: 'round' }>): Event[] {
  const { round } = plan;
  const asks = plan.asks.map((ask, i) => ({ ...ask, round, dispatch: dispatchId(run, i), outcome: 'pending' as const }));
  const queue = own.findings.filter((it) => it.state === 'queued').length;
  return [
    { type: 'convergence.opened', payload: { phase, round, queue, asks } },
    ...asks.map(
      ({ dispatch, seat, findings }): Event => ({
        type: 'dispatch.prepared',
        payload: { dispatch, phase, pass: 0, round, seat, role: 'analyser', skill: 'convergence', findings },
      }),
    ),
  ];
}

function* closed(run: RunState, phase: string, own: Convergence, asked: readonly DispatchState[]): Steps<Event[]> {
  const { round } = own;
  // A dispatch that was never started is not a failure of its seat.
  const never = new Set(asked.filter((it) => it.ended?.status === 'not-run').map((it) => it.id));
  const begun = { ...own, asks: own.asks.filter((it) => !never.has(it.dispatch)) };
  const { words, asks, settled: clear } = yield* closeRound(begun, run.raised, asked.map(answerOf));
  return [{ type: 'convergence.closed', payload: { phase, round, words, asks } }, ...clear.map((it) => settled(phase, it, round))];
}

function answerOf({ id, seat, accepted, verdicts, ended: over }: DispatchState): Answer {
  if (!accepted) return { seat, dispatch: id, failed: over?.reason ?? 'no answer' };
  return { seat, dispatch: id, verdicts: verdicts.map(({ verdict, ...found }) => ({ ...verdict, ...found })) };
}

function* ended(phase: string, own: Convergence, reason: EndReason): Steps<Event[]> {
  const rest = (yield* endConvergence(own, reason)).map((it) => settled(phase, it, own.round));
  return [...rest, { type: 'convergence.ended', payload: { phase, reason } }];
}

function settled(phase: string, { finding, state, reason, mergedInto, claimed, refuted }: Settled, round: number): Event {
  const more = { ...(mergedInto ? { mergedInto } : {}), ...(claimed ? { claimed } : {}), ...(refuted ? { refuted: [...refuted] } : {}) };
  return { type: 'finding.settled', payload: { phase, finding, state, round, reason, ...more } };
}
