// The next step of a phase that carries out a plan: the first stage that can make a step makes it. What a stage cannot decide by
// itself becomes a question to a person; the others continue meanwhile.

import type { Carried, SharedEvent } from '../../../contracts/run/run-event.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { GIVE_UP_AFTER } from '../../dispatch/retry.ts';
import { effectKey } from '../../run/effect-key.ts';
import type { GateState } from '../../run/gates/gate-state.ts';
import { isOpen, openGate } from '../../run/gates/gates.ts';
import { dispatchOf } from '../../run/state.ts';
import { listedUpTo } from '../../wording/numbers.ts';
import { ended, type Turn } from '../phase.ts';
import { judgeSealed, judgeStage, notTakenOver } from './judge-stage.ts';
import { type Executed, isDone, isOver, type StageState } from './life/stage-state.ts';
import type { Event } from './memory.ts';
import { bySettings } from './policy/by-settings.ts';
import { blockerOf, concurrentStages, executorsFor, freeSeat, isReady, planOf } from './ready.ts';
import { requestFor } from './request.ts';
import { advanceUnion } from './union/advance-union.ts';
import { resolverOf, wasTried } from './union/conflict.ts';
import { conflictFix, MOST_FIXES } from './union/fix-stage.ts';

export type ExecutionTurn = Turn<Executed, Record<never, never>>;
type Step = (SharedEvent | Event)[];

export function advance(turn: ExecutionTurn): Step {
  const { run, key, own } = turn;
  if (!own.planned) {
    if (planOf(turn) === undefined) return gaveUp(key, 'there is no approved plan');
    const failure = run.failures[effectKey('open-plan', key)];
    return failure && failure.counted >= GIVE_UP_AFTER ? gaveUp(key, `the plan could not be opened: ${failure.message}`) : [];
  }
  // At its time limit nothing new is started, and nobody is asked.
  if (turn.phase.overdue) return over(turn);
  const moved = askAboutMoves(turn);
  if (moved !== 'go-on') return moved;
  for (const stage of own.stages) {
    const step = stepOf(turn, stage);
    if (step.length > 0) return step;
  }
  if (!own.stages.every((it) => isDone(it) || isOver(it))) return [];
  const together = advanceUnion(turn);
  return together === 'over' ? over(turn) : together;
}

/** The run concludes: a stage in progress is left as it is. */
export function settle({ key, own }: ExecutionTurn): Step {
  const open = own.stages.find((it) => ['claimed', 'working', 'proposed', 'verifying'].includes(it.state));
  return open ? [settled(key, open, { as: 'interrupted', reasons: ['The run ended first.'], asks: [] })] : [];
}

function stepOf(turn: ExecutionTurn, it: StageState): Step {
  const { run, key, own } = turn;
  switch (it.state) {
    case 'pending': {
      const blocker = blockerOf(own, it);
      if (blocker) {
        const because = `It depends on ${blocker.stage.id}, which is ${blocker.state}.`;
        return [{ type: 'stage.unreachable', payload: { phase: key, stage: it.stage.id, because } }];
      }
      return [];
    }
    case 'claimed':
      return stuck(turn, it, 'prepare-stage');
    case 'working':
      return work(turn, it);
    case 'proposed':
      return stuck(turn, it, 'seal-stage');
    case 'verifying': {
      const { scope } = run.created.config.checks;
      const early = judgeSealed(it, scope, concurrentStages(own, it));
      if (early) return [settled(key, it, it.replayed ? notTakenOver(it.replayed.run, early.reasons) : byRules(turn, it, early))];
      return it.proof ? [settled(key, it, byRules(turn, it, judgeStage(it, it.proof, scope)))] : stuck(turn, it, 'prove-stage');
    }
    case 'rejected':
      return it.again || it.left !== null || mayRetry(turn, it) ? [] : (bySettings(turn, it) ?? request(turn, it));
    case 'unproved':
    case 'unavailable':
    case 'interrupted':
      return it.again || it.left !== null ? [] : (resolve(turn, it) ?? request(turn, it));
    case 'verified':
    case 'accepted':
    case 'unreachable':
    case 'skipped':
    case 'superseded':
      return [];
  }
}

/** A program with fixed rules would do exactly the same again, so another executor tries it, or a person is asked at once. */
function byRules({ run }: ExecutionTurn, it: StageState, judged: Settlement): Settlement {
  const seat = run.seats.find(({ name }) => name === it.seat);
  if (judged.as !== 'rejected' || it.replayed || seat?.voice !== 'rules') return judged;
  const others = executorsFor(run.seats, [...it.declined, seat.name]).length;
  const why = `${seat.name} is a program with fixed rules. It made the changes that it is sure of, they do not make the stage hold, and another attempt of it would be the same.`;
  return { ...judged, reasons: [why, ...judged.reasons], declined: true, ...(others === 0 ? { hopeless: true as const } : {}) };
}

function mayRetry({ run }: ExecutionTurn, it: StageState): boolean {
  const { retries, onReject } = run.created.config.checks;
  // A stage whose executor has no rule for it was not rejected for its work.
  return (onReject === 'retry' || it.rejections === 0) && it.rejections <= retries && !it.hopeless;
}

/** Who starts the next attempt now; undefined if none is to be started, or all are busy. */
export function seatToStart(turn: ExecutionTurn, it: StageState): Seat | undefined {
  const { run, own } = turn;
  const as = asStarted(turn, it);
  return as && freeSeat(own, run.seats, as);
}

/** The stage as it would be started, if another attempt at it is to be made now. */
export function asStarted(turn: ExecutionTurn, it: StageState): StageState | undefined {
  const { run, own, phase } = turn;
  if (run.paused || phase.overdue || !movesAccepted(turn)) return undefined;
  switch (it.state) {
    case 'pending':
      return isReady(own, it) ? it : undefined;
    case 'rejected':
    case 'unproved':
    case 'unavailable':
    case 'interrupted': {
      if (it.again || (it.left === null && ((it.state === 'rejected' && mayRetry(turn, it)) || isResolved(own, it)))) return it;
      const wanted = it.left === null ? gateOf(turn, it)?.answer : undefined;
      // A worker that declined is asked again, because a person requested it.
      return wanted === 'request-changes' || wanted === 'verify-again' ? { ...it, declined: [] } : undefined;
    }
    default:
      return undefined;
  }
}

function work({ run, key }: ExecutionTurn, it: StageState): Step {
  const dispatch = it.dispatch === null ? undefined : dispatchOf(run, it.dispatch);
  if (!dispatch || it.path === null) return [];
  // A worker whose question was answered continues in the same workplace.
  if (dispatch.workplace === null)
    return [{ type: 'workplace.ready', payload: { dispatch: dispatch.id, seat: dispatch.seat, path: it.path } }];
  if (!dispatch.ended || dispatch.accepted) return [];
  if (run.gates.some((one) => isOpen(one) && one.gate.about.kind === 'question' && one.gate.about.dispatch === dispatch.id)) return [];
  const { reason, detail } = dispatch.ended;
  const seat = run.seats.find((one) => one.name === dispatch.seat);
  // A person's answer changes no rule, so another executor is asked, if there is one.
  if (reason === 'blocked' && seat?.voice === 'rules') {
    const others = executorsFor(run.seats, [...it.declined, seat.name]).length;
    return [
      settled(key, it, {
        as: 'rejected',
        reasons: [detail],
        asks: [],
        declined: true,
        ...(others === 0 ? { hopeless: true as const } : {}),
      }),
    ];
  }
  // Its changes stay in place and are preserved with the run.
  if (reason === 'interrupted')
    return [settled(key, it, { as: 'interrupted', reasons: [`${detail}. What it had changed is in ${it.path}`], asks: [] })];
  const why = `The executor ${dispatch.seat} left no proposal: ${reason}${detail === '' ? '' : ` (${detail})`}.`;
  return [settled(key, it, { as: 'rejected', reasons: [why], asks: [] })];
}

/** Steps that the program itself failed to do after many tries. */
function stuck({ run, key }: ExecutionTurn, it: StageState, effect: 'prepare-stage' | 'seal-stage' | 'prove-stage'): Step {
  const failure = run.failures[effectKey(effect, it.stage.id, it.attempt)];
  if (!failure || failure.counted < GIVE_UP_AFTER) return [];
  const reasons = [`${effect} failed ${failure.try} times: ${failure.message}`];
  return [settled(key, it, { as: 'unavailable', reasons, asks: [] })];
}

type Settlement = Omit<Extract<Event, { type: 'stage.settled' }>['payload'], 'phase' | 'stage' | 'attempt'>;

export const settled = (phase: string, it: StageState, payload: Settlement): Event => ({
  type: 'stage.settled',
  payload: { phase, stage: it.stage.id, attempt: it.attempt, ...payload },
});

/** If what it builds on conflicts, a separate stage merges that first, and then it is started again. Undefined if that merge failed. */
function resolve({ key, own }: ExecutionTurn, { conflict, stage }: StageState): Step | undefined {
  if (!conflict) return undefined;
  if (resolverOf(own, conflict)) return [];
  if (wasTried(own, conflict) || own.fixes.length >= MOST_FIXES) return undefined;
  return [conflictFix(own, key, conflict, conflict.with === null ? stage.dependsOn : [conflict.with, conflict.stage])];
}

function isResolved(own: Executed, { conflict }: StageState): boolean {
  const by = conflict && resolverOf(own, conflict);
  return by != null && isDone(by);
}

/** A person is asked once for each attempt; the answer says how to continue. */
function request(turn: ExecutionTurn, it: StageState): Step {
  const { run, key, at } = turn;
  const named = { phase: key, stage: it.stage.id, attempt: it.attempt };
  const gate = gateOf(turn, it);
  if (!gate) {
    const why = 'the task says `approvals: auto`, and only a person decides what is not proved';
    return run.created.task.approvals === 'auto'
      ? [{ type: 'stage.left', payload: { ...named, why } }]
      : [openGate(run, requestFor(run.id, key, it), at)];
  }
  switch (gate.answer) {
    case 'approve':
      return it.state === 'unproved' ? [{ type: 'stage.accepted', payload: { ...named, gate: gate.gate.id } }] : [];
    case 'reject':
      return [{ type: 'stage.left', payload: { ...named, why: gate.comment ?? 'a person left the stage undone' } }];
    // Another attempt starts when an executor is free; an abort ends the run; without an answer it waits.
    case 'request-changes':
    case 'verify-again':
    case 'abort':
    case null:
      return [];
  }
}

const gateOf = ({ run, key }: ExecutionTurn, it: StageState): GateState | undefined =>
  run.gates.findLast(
    ({ gate: { phase, about } }) => phase === key && about.kind === 'stage' && about.stage === it.stage.id && about.attempt === it.attempt,
  );

/** For the prompt of the next attempt: why the earlier ones were rejected, and what a person asked to change. */
export function carriesFor(turn: ExecutionTurn, it: StageState): Carried[] {
  const reasons = it.before.map(
    ({ attempt, reasons: why }): Carried => ({ from: 'program', title: `Why attempt ${attempt} did not count`, text: why.join('\n\n') }),
  );
  const words = turn.run.gates.flatMap(({ gate: { phase, about }, answer, comment }): Carried[] =>
    phase === turn.key && about.kind === 'stage' && about.stage === it.stage.id && answer === 'request-changes' && comment !== null
      ? [{ from: 'person', title: 'Changes that a person requested', text: comment }]
      : [],
  );
  const earlier = it.passedOver
    ? [{ from: 'program' as const, title: `Why the work of ${it.passedOver.run} could not be taken over`, text: it.passedOver.why }]
    : [];
  return [...earlier, ...reasons, ...words];
}

const MOVED = 'moved-base';

const gateOnMoves = ({ run, key }: ExecutionTurn): GateState | undefined =>
  run.gates.findLast(({ gate: { phase, about } }) => phase === key && about.kind === 'phase' && about.name === MOVED);

const movesAccepted = (turn: ExecutionTurn): boolean =>
  (turn.own.planned?.moved.length ?? 0) === 0 || gateOnMoves(turn)?.answer === 'approve';

/** If what the plan is based on has changed since it was made, a person says whether it still holds. */
function askAboutMoves(turn: ExecutionTurn): Step | 'go-on' {
  const { run, key, own, at } = turn;
  if (movesAccepted(turn)) return 'go-on';
  if (gateOnMoves(turn)) return [];
  const moved = own.planned?.moved ?? [];
  return [
    openGate(
      run,
      {
        phase: key,
        about: { kind: 'phase', name: MOVED },
        asks: 'Something has changed since this plan was approved. Carry it out anyway?',
        why: `what the plan rests on, or what is run, has changed: ${listedUpTo(moved, 20)}`,
        offers: [
          { answer: 'approve', does: 'carries out the plan on the project as it is now' },
          { answer: 'reject', does: 'ends the run; make a new plan for the project as it is now' },
          { answer: 'abort', does: 'ends the run' },
        ],
        shown: digestOfJson([own.planned?.plan ?? '', moved]),
      },
      at,
    ),
  ];
}

function over({ key, own }: ExecutionTurn): Step {
  if (own.stages.some(isDone)) return [ended(key, 'completed')];
  const first = own.stages.find((it) => !['unreachable', 'skipped', 'superseded'].includes(it.state));
  return gaveUp(key, `no stage was done${first ? `: ${first.stage.id} is ${first.state}` : ''}`);
}

const gaveUp = (key: string, message: string): Step => [
  ended(key, 'failed', message),
  { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
];
