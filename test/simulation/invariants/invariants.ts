// What is checked after each event of a run in progress.

import { nextRun } from '../../../daemon/lead/run/next-run.ts';
import { TOKENS_PER_USD } from '../../../skills/dispatch/budget.ts';
import type { RunRecord } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { contributionsTo } from '../../../skills/phases/turns.ts';
import { ceilingOf } from '../../../skills/run/budget.ts';
import { type AttemptState, dispatchOf, type RunState, seatOf } from '../../../skills/run/state.ts';
import { isAlive, type SimHost } from '../world/host.ts';
import { PLACES } from '../world/people/answers.ts';
import { HEALTHY } from '../world/people/behaviours.ts';
import type { ResultFiles, WrittenResult } from '../world/result-files.ts';
import { must } from './invariant.ts';

export type Seen = { host: SimHost; desk: ResultFiles; wall: number };

export function checkAfterEvents(state: RunState, fresh: readonly RunRecord[], seen: Seen): void {
  for (const event of fresh) checkEvent(state, event, seen);
  if (state.life.kind === 'ended') return;
  const agenda = nextRun(state, seen.wall);
  const moves = agenda.wanted.length > 0 || Number.isFinite(agenda.askAgainAt);
  must(moves, 'always-moving', () => `${state.id} is ${state.life.kind} and nothing will ever move it on`);
  const keys = new Set(agenda.wanted.map((it) => it.key));
  must(keys.size === agenda.wanted.length, 'always-moving', () => `${state.id} wants one thing twice`);
}

function checkEvent(state: RunState, event: RunEvent, { host, desk }: Seen): void {
  switch (event.type) {
    case 'attempt.starting':
      if (isPaid(state, event.payload.seat)) checkBudget(state);
      must(state.paused === null, 'pause', () => `${event.payload.dispatch} starts an attempt while the run is paused`);
      return;
    case 'attempt.ended':
      checkEnded(state, event.payload, host, desk);
      return;
    case 'result.accepted': {
      const { dispatch, attempt, digest } = event.payload;
      const nonce = dispatchOf(state, dispatch)?.attempts.find((it) => it.n === attempt)?.nonce ?? '';
      const paper = desk.papers.get(digest);
      must(isAnswer(paper, dispatch, nonce), 'own-answers', () => `${dispatch} took what ${paper?.by.key} wrote: ${paper?.what.kind}`);
      return;
    }
    case 'gate.answered': {
      const { gate, shown, answer } = event.payload;
      const it = state.gates.find((one) => one.gate.id === gate);
      const right = it?.gate.shown === shown && it.answer === answer;
      must(right, 'gates', () => `${gate} was answered (${answer}) by somebody who saw something else, or it does not know of it`);
      return;
    }
    case 'convergence.opened':
      for (const { seat } of event.payload.asks)
        must(hasLooked(state, seat, desk), 'looked-before-words', () => `${seat} is asked to judge, and its analysis opened nothing`);
      return;
    case 'finding.settled': {
      const { finding, state: settled } = event.payload;
      const it = contributionsTo(state).convergence?.findings.find((one) => one.id === finding);
      must(it?.state === settled, 'settled-once', () => `${finding} was settled as ${settled} and is ${it?.state}`);
      return;
    }
    default:
  }
}

/** From its own result: it raised something, or claims to have opened a file that exists. */
function hasLooked({ dispatches }: RunState, seat: string, { papers }: ResultFiles): boolean {
  const analyses = dispatches.filter((it) => it.seat === seat && it.role === 'analyser' && it.round === 0);
  return analyses.some(({ accepted }) => {
    const paper = accepted && papers.get(accepted.digest);
    if (!paper) return false;
    const said = JSON.parse(Buffer.from(paper.bytes).toString('utf8')) as { findings?: object[]; looked?: { path?: string }[] };
    return (said.findings ?? []).length > 0 || (said.looked ?? []).some(({ path }) => path !== undefined && PLACES.includes(path));
  });
}

/** Reasons for which a healthy worker is never ended, whatever happens to the daemon. */
const NOT_FOR_THE_HEALTHY: ReadonlySet<string> = new Set([
  'silent',
  'deadline',
  'result-invalid',
  'wrong-dispatch',
  'result-refused',
  'exit-without-result',
]);

type Ended = Extract<RunEvent, { type: 'attempt.ended' }>['payload'];

function checkEnded(state: RunState, { dispatch, attempt, reason, detail }: Ended, host: SimHost, desk: ResultFiles): void {
  const session = host.sessions.get(`${dispatch}.${attempt}`);
  if (!session) return;
  must(!isAlive(session), 'one-live-attempt', () => `${session.key} is journaled as ended and lives`);
  const inTime = (session.plan.writes.at(-1)?.at ?? 0) < session.deadline;
  // Even a healthy worker is ended when its phase has run out of time.
  const outOfTime = reason === 'deadline' && detail.includes('reached its time limit');
  const harmed = HEALTHY.has(session.plan.name) && inTime && !session.spoiled && !outOfTime && NOT_FOR_THE_HEALTHY.has(reason);
  must(!harmed, 'healthy-live', () => `${session.plan.name} worker ${session.key} was ended: ${reason}`);
  const paper = desk.lying(dispatch);
  const nonce = dispatchOf(state, dispatch)?.attempts.find((it) => it.n === attempt)?.nonce ?? '';
  const finished = isAnswer(paper, dispatch, nonce) && paper.by === session && paper.writtenAt <= (session.end?.at ?? 0);
  must(
    !finished || dispatchOf(state, dispatch)?.accepted != null,
    'nothing-lost',
    () => `${session.key} had finished, and ended: ${reason}`,
  );
}

export const isAnswer = (paper: WrittenResult | undefined, dispatch: string, nonce: string): paper is WrittenResult =>
  paper?.what.kind === 'valid' && paper.by.dispatch === dispatch && paper.by.nonce === nonce;

/** What was spent and what is reserved, computed from the attempts alone. */
function checkBudget(state: RunState): void {
  const usd = ceilingOf(state).usd;
  if (usd === undefined) return;
  const parts = state.dispatches
    .filter((it) => isPaid(state, it.seat))
    .flatMap((it) => it.attempts)
    .map((it) => (it.state === 'ended' ? partOf(it, usd) : undefined) ?? it.share ?? 1);
  const sum = parts.reduce((a, b) => a + b, 0);
  must(sum <= 1 + 1e-9, 'budget', () => `an attempt starts, and with it ${Math.round(sum * 100)} % of the ceiling are spent or reserved`);
}

/** By its price or, if it reported none, by an estimate. */
function partOf({ usage, estimate }: AttemptState, ceiling: number): number | undefined {
  if (usage?.usd != null) return usage.usd / ceiling;
  return estimate ? ((estimate.input ?? 0) + (estimate.output ?? 0)) / (ceiling * TOKENS_PER_USD) : undefined;
}

const isPaid = (state: RunState, seat: string): boolean => seatOf(state, seat)?.paid === true;
