// Puts one look at a running worker into sentences: its signs of life, its result, and which limits take effect when.

import type { Explanation } from '../../../contracts/run/explanation.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../skills/dispatch/watch.ts';
import { watchOf } from '../../../skills/phases/watch.ts';
import type { AttemptState, DispatchState, RunState } from '../../../skills/run/state.ts';
import { duration } from '../../../skills/wording/numbers.ts';

type ExplanationParts = Pick<Explanation, 'stands' | 'seen' | 'next'>;
type Next = Explanation['next'][number];

export function explainLook(state: RunState, dispatch: DispatchState, attempt: AttemptState, look: Look | undefined): ExplanationParts {
  const watch = watchOf(state, dispatch, attempt);
  const stands = standing(watch, attempt);
  if (!look)
    return {
      stands,
      seen: ['No daemon is running, so this is from the journal. The worker keeps running until its hard deadline.'],
      next: [],
    };
  return { stands, seen: seenIn(watch, look), next: nextFor(watch, look) };
}

function standing(watch: Watch, attempt: AttemptState): string {
  const who = `Attempt ${attempt.n} (${attempt.kind}), pid ${attempt.pid ?? 'unknown'},`;
  switch (watch.state) {
    case 'leaving':
      return `${who} has answered, and its result is accepted.`;
    case 'suspect':
      return `${who} is suspected: it has been silent for more than half of the allowed time.`;
    default:
      return `${who} is running${watch.overdue ? ', past its soft deadline' : ''}.`;
  }
}

function seenIn(watch: Watch, look: Look): string[] {
  const { session, result } = look;
  const seen: string[] = [];
  if (!session) seen.push('The session host does not know its session.');
  else if (session.end) {
    const how = session.end.signal ?? `code ${session.end.code ?? 'unknown'}`;
    seen.push(`Its process has ended: by ${session.end.by}, ${how}${session.end.gone ? '' : '; some of its processes are left'}.`);
  } else {
    seen.push(
      `It has run for ${duration(session.age)} of ${duration(watch.limits.hard)}${session.held ? '; its time is stopped, because its provider is on hold' : ''}.`,
    );
    if (session.left !== undefined)
      seen.push(
        `Its program exited ${duration(session.left.since)} ago; Muster waits for what it left behind (processes: ${session.left.processes}).`,
      );
    seen.push(quietSince('Last heartbeat', look.quietBeat, 'No heartbeat yet.'));
    seen.push(quietSince('Last output', session.quietOutput, 'It has not printed anything.'));
    if (session.quietCpu !== null)
      seen.push(session.quietCpu === 0 ? 'Its CPU time advances.' : `Its CPU time has not advanced for ${duration(session.quietCpu)}.`);
  }
  switch (result.kind) {
    case 'none':
      seen.push('There is no result yet.');
      break;
    case 'refused':
      seen.push(`The file at its result path is refused: ${result.why}.`);
      break;
    case 'there':
      seen.push(`There is a result of ${result.bytes.byteLength} bytes, unchanged for ${duration(result.unchangedFor)}.`);
  }
  return seen;
}

const quietSince = (what: string, quiet: Millis | null, never: string): string =>
  quiet === null ? never : `${what} ${duration(quiet)} ago.`;

function nextFor(watch: Watch, look: Look): Next[] {
  const judgement = judgeLook(watch, look);
  switch (judgement.kind) {
    case 'answered':
      return [at(0, 'Its result is valid and is accepted')];
    case 'end':
      return [at(0, `It is ended: ${judgement.reason}, ${judgement.detail}`)];
    case 'left':
      return [at(0, 'Its process has ended, and its end is recorded')];
    case 'overdue':
      return [at(0, 'Its soft deadline has passed; a PROGRESS line says so'), ...ahead(watch, look)];
    case 'suspect':
      return [at(0, 'It becomes suspect'), ...ahead(watch, look)];
    case 'recovered':
      return [at(0, `It is no longer suspect: ${judgement.sign}`), ...ahead(watch, look)];
    case 'wait':
      return ahead(watch, look);
  }
}

/** The limits that it will reach if it continues like this. */
function ahead({ limits, state, overdue, answeredAt }: Watch, { session, result, quietBeat, endedFor }: Look): Next[] {
  if (!session) return [];
  if (session.end) return [at(limits.flush - endedFor, 'Its exit without a result counts, unless a result still arrives')];
  if (session.held) return [{ what: 'Its time continues when its provider can be used again', inMs: null }];
  if (state === 'leaving')
    return [at(limits.exit - (session.age - (answeredAt ?? 0)), 'It is ended, because it has answered but not exited')];
  const next: Next[] = [at(limits.hard - session.age, 'Its hard deadline ends it')];
  if (!overdue) next.push(at(limits.soft - session.age, 'A PROGRESS line reports its soft deadline'));
  if (result.kind === 'there') next.push(at(limits.invalid - result.unchangedFor, 'If its result is still not valid, it gets one repair'));
  const spoken = Math.min(session.age, quietBeat ?? session.age, session.quietOutput ?? session.age);
  if (session.left) {
    const quietFor = Math.min(spoken, session.left.since);
    return [...next, at(limits.quiet - quietFor, 'Without a heartbeat or output of what its program left behind, that is ended')];
  }
  const dead = Math.min(spoken, session.quietCpu ?? spoken);
  if (state !== 'suspect') next.push(at(limits.quiet / 2 - dead, 'Without any sign of life it becomes suspect'));
  next.push(at(limits.quiet - dead, 'Without any sign of life, its result is read once more and it is ended as silent'));
  next.push(at(limits.quietButBusy - spoken, 'With no sign of life but CPU time, it is ended as silent'));
  return next;
}

const at = (inMs: Millis, what: string): Next => ({ what, inMs: Math.max(0, Math.round(inMs)) });
