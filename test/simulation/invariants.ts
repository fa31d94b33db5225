// What must hold after every event of every run, whatever the world does.

import type { EventEnvelope } from '../../contracts/event.ts';
import { AFTER_END } from '../../contracts/run-event.ts';
import { evolveRun } from '../../daemon/lead/evolve-run.ts';
import { nextRun } from '../../daemon/lead/next-run.ts';
import type { RunState } from '../../daemon/lead/run-state.ts';
import { HEALTHY } from './behaviours.ts';
import type { SimHost } from './host.ts';

export class Broken extends Error {}

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Broken(what);
};

export function checkAfterEvents(state: RunState, fresh: readonly EventEnvelope[], host: SimHost, now: number): void {
  for (const event of fresh) {
    if (event.type !== 'attempt.ended') continue;
    const { dispatch, attempt, reason } = event.payload as { dispatch: string; attempt: number; reason: string };
    const session = host.sessions.get(`${dispatch}.${attempt}`);
    must(!session || !host.alive(session, now), `${dispatch}.${attempt} is journaled as ended and lives`);
    must(
      !(session && reason === 'silent' && HEALTHY.has(session.plan.name)),
      `${session?.plan.name} worker ${dispatch}.${attempt} was ended for silence`,
    );
  }
  const living = new Map<string, number>();
  for (const session of host.sessions.values())
    if (host.alive(session, now)) living.set(session.dispatch, (living.get(session.dispatch) ?? 0) + 1);
  for (const [dispatch, count] of living) must(count === 1, `${count} attempts of ${dispatch} live at once`);

  if (state.life.kind === 'ended') {
    checkEnd(state, host, now);
    return;
  }
  const agenda = nextRun(state, now);
  must(
    agenda.wanted.length > 0 || Number.isFinite(agenda.askAgainAt),
    `${state.id} is ${state.life.kind} and nothing will ever move it on`,
  );
  must(new Set(agenda.wanted.map((it) => it.key)).size === agenda.wanted.length, `${state.id} wants one key twice`);
}

function checkEnd(state: RunState, host: SimHost, now: number): void {
  must(state.report !== null, 'a run has ended without a report');
  for (const session of host.sessions.values()) must(!host.alive(session, now), `${session.key} outlives its run`);
  for (const dispatch of state.dispatches) must(dispatch.ended !== null, `${dispatch.id} has no end`);
  const findings = state.convergence?.findings ?? [];
  for (const finding of findings) must(finding.state !== 'queued', `${finding.id} is still queued at the end`);
  const origins = findings.flatMap((it) => it.origins).sort();
  for (const gap of state.gaps)
    must(gap.id === undefined || gap.outcome !== undefined, `${gap.id} was never looked at, and nobody says so`);
  checkAsks(state);
  checkPlan(state);
  const raised = state.raised.map((it) => it.ref).sort();
  must(JSON.stringify(origins) === JSON.stringify(raised), `raised ${raised.length} findings, ${origins.length} are in the report`);
}

/** Nobody is asked about what was settled before, about a gap of its own, or twice in one round. */
function checkAsks({ convergence, dispatches, gaps }: RunState): void {
  for (const { id, settledIn } of convergence?.findings ?? []) {
    const asked = convergence?.asks.filter((it) => it.findings.includes(id)) ?? [];
    must(
      asked.every((it) => settledIn === undefined || it.round <= settledIn),
      `${id} was settled in round ${settledIn} and sent out again`,
    );
    must(new Set(asked.map((it) => `${it.round} ${it.seat}`)).size === asked.length, `${id} was sent twice to one seat in one round`);
  }
  for (const dispatch of dispatches.filter((it) => it.skill === 'gap-verification'))
    for (const gap of gaps.filter((it) => it.id !== undefined && dispatch.findings.includes(it.id)))
      must(gap.seat !== dispatch.seat, `${gap.id} was sent to ${dispatch.seat}, who named it`);
}

/** What is approved passed, was shown to a person who said so, and covers what held; a verdict stands on an audit. */
function checkPlan({ plan, gates, created, phases, audit, verdict, life }: RunState): void {
  if (plan?.approved) {
    must(plan.verification?.gate.startsWith('passed') === true, `a plan was approved that is ${plan.verification?.gate}`);
    const yes = gates.some((it) => it.gate.about.kind === 'plan' && it.gate.shown === plan.digest && it.answer === 'approve');
    must(yes || created.task.approvals === 'auto', 'a plan was approved by nobody');
  }
  if (verdict) must(audit !== null, 'a verdict without an audit');
  const done = life.kind === 'ended' && life.reason === 'done';
  for (const { template, state, reason } of phases) {
    if (!done || state === 'skipped') continue;
    if (template.kind === 'plan') must(plan?.approved === true, `a run is done and its plan phase ${state} without an approval`);
    if (template.kind === 'verdict') must(verdict !== null, `a run is done without its verdict (${reason})`);
  }
}

/** The whole journal at the end of a run. */
export function checkJournal(journal: readonly EventEnvelope[], live: RunState): void {
  const end = journal.findIndex((it) => it.type === 'run.ended');
  must(end >= 0, 'the run never ended');
  for (const event of journal.slice(end + 1)) must(AFTER_END.has(event.type), `${event.type} after the end`);
  must(journal.filter((it) => it.type === 'run.ended').length === 1, 'the run ended twice');
  for (const [i, event] of journal.entries()) must(event.seq === i + 1, `event ${i + 1} has the number ${event.seq}`);
  const replayed = journal.reduce<RunState | undefined>(evolveRun, undefined);
  must(JSON.stringify(replayed) === JSON.stringify(live), 'the journal, replayed, gives another state than the live one');
  const accepted = journal.filter((it) => it.type === 'result.accepted').map((it) => (it.payload as { dispatch: string }).dispatch);
  must(new Set(accepted).size === accepted.length, 'a dispatch had two results accepted');
  for (const id of accepted)
    must(live.dispatches.find((it) => it.id === id)?.ended?.status === 'completed', `${id} had an accepted result and is not completed`);
}
