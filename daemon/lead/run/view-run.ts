// The view of a run that people see, taken from its state: nothing added, nothing judged.

import type { AttemptView, DispatchView, RunStatus, RunView } from '../../../contracts/run/run-view.ts';
import { timestamp } from '../../../contracts/time.ts';
import { USAGE_NONE, USAGE_UNAVAILABLE, type Usage } from '../../../contracts/usage.ts';
import type { ResultFlag } from '../../../contracts/work/dispatch.ts';
import { flagsOf } from '../../../skills/dispatch/anomalies.ts';
import { degradedOf, unfollowed } from '../../../skills/phases/degraded.ts';
import { stageOfWorkplace } from '../../../skills/phases/execution/names.ts';
import { phaseOf } from '../../../skills/phases/table.ts';
import { contributionsTo, turnOf } from '../../../skills/phases/turns.ts';
import { judgementOf } from '../../../skills/run/answered-question.ts';
import type { PlanDraft } from '../../../skills/run/contributions.ts';
import { openGates } from '../../../skills/run/gates/gates.ts';
import {
  type AttemptState,
  type DispatchState,
  isAnalysis,
  isLive,
  type RunState,
  runningPhase,
  seatOf,
  standing,
} from '../../../skills/run/state.ts';
import { listedUpTo } from '../../../skills/wording/numbers.ts';
import { addUsage, knownUsage } from '../../../skills/wording/usage-sum.ts';
import { allowCommand } from '../consent.ts';
import { viewPhase } from './view-phase.ts';

export function viewRun(state: RunState): RunView {
  const { life, created } = state;
  const { convergence, critics, plan, verdict } = contributionsTo(state);
  const over = life.kind === 'concluding' || life.kind === 'ended' ? life : null;
  const quorum = degradedOf(state);
  const begun = state.dispatches.length > 0;
  // While it is in progress, a worker still at work is not missing; if none was asked, none is missing either.
  const less = over === null ? [] : begun ? quorum.why : unfollowed(state);
  return {
    id: state.id,
    status: statusOf(state),
    outcome: over?.outcome ?? null,
    reason: over?.reason ?? null,
    message: over?.message ?? '',
    ...(state.sought?.from === undefined ? {} : { sameAs: state.sought.from, saved: state.sought.saved ?? USAGE_UNAVAILABLE }),
    degraded: over !== null && (begun ? quorum.degraded : less.length > 0),
    degradedWhy: less,
    partial: over?.partial ?? false,
    judgement: over === null ? null : judgementOf(state),
    waitsFor: waitedFor(state),
    ...(state.lead ? { lead: { node: state.lead.node, home: state.lead.home } } : {}),
    task: created.task,
    origin: created.origin,
    text: created.text,
    template: {
      name: created.template.name,
      digest: created.template.digest,
      ...(created.template.source === undefined ? {} : { source: created.template.source }),
    },
    base: state.base,
    seats: state.seats,
    phases: state.phases.map((it) => viewPhase(state, it)),
    dispatches: state.dispatches.map((it) => viewDispatch(it, flagsOf(state, it))),
    looks: standing(state).flatMap((it) => viewLooks(state, it)),
    raised: state.raised,
    findings: convergence?.findings ?? [],
    words: convergence?.words ?? [],
    convergence: {
      rounds: convergence?.round ?? 0,
      ended: convergence?.ended ?? null,
      skippedWorkers: convergence?.skippedWorkers ?? [],
    },
    gaps: state.gaps,
    critics: [...critics],
    narrative: state.narrative,
    plan: plan && viewPlan(plan, state),
    verdict,
    gates: state.gates.map(({ gate, answer, comment, by, answeredAt, closed }) => ({
      gate,
      answer,
      comment,
      by,
      answeredAt: answeredAt === null ? null : timestamp(answeredAt),
      closed,
    })),
    notes: state.notes,
    failures: Object.entries(state.failures).map(([key, it]) => ({ key, code: it.code, message: it.message, at: timestamp(it.at) })),
    usage: totalUsage(state),
    overTime: state.traced,
    report: state.report,
    pruned: state.pruned,
    createdAt: timestamp(state.createdAt),
    startedAt: state.startedAt === null ? null : timestamp(state.startedAt),
    endedAt: life.kind === 'ended' ? timestamp(life.at) : null,
    seq: state.seq,
  };
}

/** What the run waits for, according to its journal. */
export function waitedFor(state: RunState): string | null {
  const { life } = state;
  if (state.paused && life.kind !== 'ended') return `muster resume ${state.id} (${state.paused.reason})`;
  switch (life.kind) {
    case 'awaiting-consent':
      return allowCommand(life.project, life.providers);
    case 'queued':
      return life.waitsFor;
    case 'executing':
      return [...waitingWorkers(state), ...waitedForOutside(state)].join('; ') || null;
    default:
      return null;
  }
}

/** What an outside client has to do before the run goes on. */
function waitedForOutside(state: RunState): string[] {
  const running = runningPhase(state);
  if (!running || state.paused) return [];
  const { kind, turn } = turnOf(state, running, state.lastAt);
  return [...(kind.waits?.(turn) ?? [])];
}

/** What holds workers up, with the seats concerned. */
function waitingWorkers(state: RunState): string[] {
  const seats = new Map<string, string[]>();
  for (const { seat, ended, attempts } of state.paused ? [] : state.dispatches) {
    const last = attempts.at(-1);
    if (ended || !last?.waitsFor || !isLive(last)) continue;
    seats.set(last.waitsFor, [...(seats.get(last.waitsFor) ?? []), seat]);
  }
  return [...seats].map(([waitsFor, all]) => `${waitsFor} (${listedUpTo(all, 4)})`);
}

export function statusOf(state: RunState): RunStatus {
  const { life } = state;
  if (life.kind === 'ended') return life.outcome;
  if (state.paused) return 'paused';
  if (openGates(state).length > 0 && state.dispatches.every((it) => it.ended)) return 'awaiting-approval';
  if (life.kind === 'intake') return 'bound';
  const doing = runningPhase(state);
  return life.kind === 'executing' && doing && phaseOf(doing.template).plans ? 'planning' : life.kind;
}

function viewPlan({ plan, digest, seat, pass, verification, approved }: PlanDraft, { commands }: RunState): NonNullable<RunView['plan']> {
  return { plan, digest, seat, pass, verification, approved, commands };
}

function viewLooks(state: RunState, dispatch: DispatchState): RunView['looks'] {
  const { id, seat, receipt, inconclusive } = dispatch;
  if (receipt === null || !isAnalysis(dispatch)) return [];
  return [{ seat, dispatch: id, judges: seatOf(state, seat)?.judges ?? 'anything', receipt, inconclusive }];
}

function viewDispatch(it: DispatchState, flags: readonly ResultFlag[]): DispatchView {
  const prompt = it.prompts[0];
  return {
    id: it.id,
    phase: it.phase,
    pass: it.pass,
    round: it.round,
    seat: it.seat,
    role: it.role,
    ...(it.role === 'executor' && it.workplace !== null ? { stage: stageOfWorkplace(it.workplace) } : {}),
    state: it.ended ? 'ended' : it.attempts.length > 0 ? 'open' : 'prepared',
    status: it.ended?.status ?? null,
    reason: it.ended?.reason ?? null,
    detail: it.ended?.detail ?? '',
    findings: it.findings,
    prompt: prompt ? { path: prompt.path, digest: prompt.digest, body: prompt.body, bytes: prompt.bytes } : null,
    result: it.accepted && {
      digest: it.accepted.digest,
      bytes: it.accepted.bytes,
      summary: it.accepted.summary,
      coverage: it.accepted.coverage,
      notes: it.accepted.notes,
      toolCalls: it.accepted.toolCalls,
      flags: [...flags],
    },
    attempts: it.attempts.map(viewAttempt),
    ...(it.reused ? { reused: { from: it.reused.from, saved: it.reused.saved } } : {}),
    preparedAt: timestamp(it.preparedAt),
    endedAt: it.ended && timestamp(it.ended.at),
  };
}

function viewAttempt(it: AttemptState): AttemptView {
  return {
    attempt: it.n,
    kind: it.kind,
    state: it.state,
    reason: it.reason,
    detail: it.detail,
    pid: it.pid,
    ...(it.host ? { host: it.host } : {}),
    ...(it.here === undefined ? {} : { here: it.here }),
    startedAt: it.startedAt === null ? null : timestamp(it.startedAt),
    endedAt: it.endedAt === null ? null : timestamp(it.endedAt),
    end: it.end,
    usage: it.usage,
    estimate: it.estimate,
  };
}

/** The sum over all attempts; where one part is unknown, the sum of that part is unknown too. */
function totalUsage(state: RunState): Usage {
  const all = state.dispatches.flatMap((it) => it.attempts).flatMap((it) => knownUsage(it) ?? []);
  return all.reduce(addUsage, USAGE_NONE);
}
