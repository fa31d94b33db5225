// A phase in which every worker failed, after earlier phases delivered. Failing the run would throw away what those
// cost, so a person is asked first: try again, let another worker try, continue without the phase, or end the run.

import type { Carried } from '../../../contracts/run/run-event.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { AnyTurn, Phase } from '../../../skills/phases/phase.ts';
import { gateAbout, isOpen, openGate } from '../../../skills/run/gates/gates.ts';
import { dispatchId } from '../../../skills/run/settled-dispatch.ts';
import { type DispatchState, dispatchOf, otherWorkers, type RunState, seatOf, standing } from '../../../skills/run/state.ts';

/** The events with which a failed phase would end the run, or what a person decides instead. */
export function askAboutFailure(kind: Phase, turn: AnyTurn, end: RunEvent[]): RunEvent[] {
  const { run, key, phase } = turn;
  if (!kind.triedAgain || !end.some((it) => it.type === 'run.concluding' && it.payload.reason === 'no-result')) return end;
  const failed = failedIn(run, key);
  const [first] = failed;
  const paidFor = standing(run).some((it) => it.accepted !== null && it.phase !== key);
  // Nobody can be asked, a person has already decided to continue without it, or no time is left for another try.
  if (!first || !paidFor || run.created.task.approvals !== 'ask' || first.ended?.reason === 'blocked' || phase.overdue) return end;
  const gate = gateAbout(run, { kind: 'failure', dispatch: first.id });
  if (!gate) return [ask(turn, failed, first)];
  if (isOpen(gate)) return [];
  if (gate.answer === 'reject') return end.filter((it) => it.type !== 'run.concluding');
  return gate.answer === 'approve' ? failed.map((it, nth) => again(run, it, gate.comment ?? '', nth)) : [];
}

/** The worker in question has answered after all, so no question is needed. */
export function answeredLate({ run, key }: AnyTurn): RunEvent[] {
  return run.gates.flatMap((it): RunEvent[] => {
    const { id, about, phase, shown } = it.gate;
    if (about.kind !== 'failure' || phase !== key || !isOpen(it) || !dispatchOf(run, about.dispatch)?.accepted) return [];
    return [{ type: 'gate.answered', payload: { gate: id, answer: 'approve', shown, comment: 'a valid result came late' } }];
  });
}

/** The dispatches of the newest wave, if none of them delivered anything. */
function failedIn(run: RunState, key: string): DispatchState[] {
  const mine = standing(run).filter((it) => it.phase === key);
  const last = mine.at(-1);
  const wave = mine.filter((it) => it.skill === last?.skill && it.round === last.round);
  return wave.every((it) => it.ended && !it.accepted) ? wave : [];
}

function ask({ run, key, at }: AnyTurn, failed: readonly DispatchState[], first: DispatchState): RunEvent {
  const others = otherWorkers(run, first);
  const why = failed.map((it) => `${it.seat}: ${reasonOf(it)}`).join('; ');
  const another = others.length === 0 ? [] : [`or has another do it, named by -m: ${others.join(', ')}`];
  return openGate(
    run,
    {
      phase: key,
      about: { kind: 'failure', dispatch: first.id },
      asks: `No worker delivered a result in the phase \`${key}\`. Try again?`,
      why: `${why}. What the earlier phases delivered is kept and is not done again`,
      offers: [
        { answer: 'approve', does: ['tries again, with your comment (-m) in the prompt', ...another].join('; ') },
        { answer: 'reject', does: 'continues without this phase' },
        { answer: 'abort', does: 'ends the run, with a report of what was delivered' },
      ],
      shown: digestOfJson([key, failed.map((it) => [it.id, it.ended?.reason ?? null])]),
    },
    at,
  );
}

/** Dispatches the work again: to the worker that the comment names, else to the same one, with the comment in its prompt. */
function again(run: RunState, failed: DispatchState, comment: string, nth: number): RunEvent {
  const { id, phase, pass, round, role, skill, findings } = failed;
  const other = otherWorkers(run, failed).includes(comment) ? seatOf(run, comment) : undefined;
  const said: Carried[] =
    comment === '' || other ? [] : [{ from: 'person', title: 'What a person said about the earlier failure', text: comment }];
  return {
    type: 'dispatch.prepared',
    payload: {
      dispatch: dispatchId(run, nth),
      phase,
      pass: pass + 1,
      round,
      seat: other?.name ?? failed.seat,
      role,
      skill,
      findings,
      carries: [...failed.carries, ...said],
      supersedes: id,
    },
  };
}

const reasonOf = ({ ended }: DispatchState): string =>
  [ended?.reason ?? 'no answer', ended?.detail ?? ''].filter((it) => it !== '').join(', ');
