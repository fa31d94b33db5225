// A worker that cannot continue without an answer: its question becomes a gate, and the answer starts a
// new dispatch that carries both. Until a person has answered, the phase waits as it would for a worker.

import type { Carried } from '../../../contracts/run/run-event.ts';
import type { Instant } from '../../../contracts/time.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { gateAbout, isOpen, openGate } from '../../../skills/run/gates/gates.ts';
import { dispatchId } from '../../../skills/run/settled-dispatch.ts';
import { type DispatchState, type RunState, standing } from '../../../skills/run/state.ts';

/** The next step for workers' questions; undefined if none needs one. */
export function advanceQuestions(state: RunState, at: Instant): RunEvent[] {
  const blocked = standing(state).filter((it) => it.ended?.reason === 'blocked' && isRunning(state, it.phase) && !hasNoRule(state, it));
  const unasked = blocked.filter((it) => !questionGate(state, it));
  if (unasked.length > 0) return unasked.map((it, n) => ask(state, it, at, n));
  return blocked.filter((it) => questionGate(state, it)?.answer === 'approve').map((it, n) => again(state, it, n));
}

/** Whether a worker's question is still unanswered, so that its phase waits. */
export const questionsOpen = (state: RunState): boolean => state.gates.some((it) => it.gate.about.kind === 'question' && isOpen(it));

const questionGate = (state: RunState, it: DispatchState) => gateAbout(state, { kind: 'question', dispatch: it.id });
/** A rule-based executor cannot use an answer; its stage decides what follows. */
const hasNoRule = (state: RunState, { seat, role }: DispatchState): boolean =>
  role === 'executor' && state.seats.find((it) => it.name === seat)?.voice === 'rules';
const isRunning = (state: RunState, phase: string) => state.phases.some((it) => it.template.key === phase && it.state === 'running');

function ask(state: RunState, dispatch: DispatchState, at: Instant, nth: number): RunEvent {
  const question = questionOf(dispatch);
  const { id, phase, seat } = dispatch;
  return openGate(
    state,
    {
      phase,
      about: { kind: 'question', dispatch: id },
      asks: question,
      why: `${seat} (${id}) says that it cannot continue without an answer`,
      offers: [
        { answer: 'approve', does: 'uses your comment (-m) as the answer: the worker is asked again, with question and answer' },
        { answer: 'reject', does: 'leaves the question unanswered: the run continues without this worker' },
        { answer: 'abort', does: 'ends the run' },
      ],
      shown: digestOf(`${id}\n${question}`),
    },
    at,
    nth,
  );
}

function again(state: RunState, blocked: DispatchState, nth: number): RunEvent {
  const { id, phase, pass, round, seat, role, skill, findings } = blocked;
  const carries: Carried[] = [
    ...blocked.carries,
    { from: 'worker', title: 'What you asked', text: questionOf(blocked) },
    { from: 'person', title: 'The answer', text: questionGate(state, blocked)?.comment ?? '' },
  ];
  return {
    type: 'dispatch.prepared',
    payload: { dispatch: dispatchId(state, nth), phase, pass: pass + 1, round, seat, role, skill, findings, carries, supersedes: id },
  };
}

const questionOf = ({ ended }: DispatchState): string => ended?.detail || 'The worker gave no question.';
