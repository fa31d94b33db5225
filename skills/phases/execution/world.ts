// The effects of a phase that carries out a plan, and the events that follow from their observations.

import type { Change } from '../../../contracts/plan/proof.ts';
import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import { millis } from '../../../contracts/time.ts';
import { pathTest } from '../../../runtime/globs.ts';
import type { WantedEffect } from '../../run/effect.ts';
import { effectKey } from '../../run/effect-key.ts';
import { type HandedAttempt, handedBy } from '../../run/fleet/stage-work.ts';
import { mustHave } from '../../run/must-have.ts';
import { dispatchId } from '../../run/settled-dispatch.ts';
import { dispatchOf } from '../../run/state.ts';
import { listedUpTo } from '../../wording/numbers.ts';
import type { PhaseObservation } from '../effects.ts';
import { ended } from '../phase.ts';
import { carriesFor, type ExecutionTurn, seatToStart, settled } from './advance.ts';
import { validatorsOf } from './commands.ts';
import type { Attempting, KnownRun, Places, StageEffect } from './effects.ts';
import type { Executed, Planned, StageState } from './life/stage-state.ts';
import type { Event } from './memory.ts';
import { dependenciesOf, planOf } from './ready.ts';
import { CRITERIA } from './union/advance-union.ts';
import { resolvesIn } from './union/conflict.ts';
import { observedOfUnion, wantsOfUnion } from './union/world-union.ts';

export function wants(turn: ExecutionTurn): WantedEffect<StageEffect>[] {
  const { run, key, own } = turn;
  const { base, created } = run;
  if (run.paused || !base) return [];
  const { planned } = own;
  if (!planned) {
    const from = planOf(turn);
    if (from === undefined) return [];
    const { include, setup } = created.config.workplace;
    const wanted = effectKey('open-plan', key);
    return [
      {
        key: wanted,
        subject: wanted,
        effect: () => ({ kind: 'open-plan', phase: key, from, base, include, setup, wanted: created.task.stages ?? null }),
      },
    ];
  }
  const together = wantsOfUnion(turn, planned, placesOf(turn, planned));
  const apart = own.stages.flatMap((it) => {
    const kind = wantedBy(turn, it);
    if (!kind) return [];
    const wanted = effectKey(kind, it.stage.id, kind === 'claim-stage' ? it.attempt + 1 : it.attempt);
    return [{ key: wanted, subject: `stage:${it.stage.id}`, effect: () => effectOf(kind, turn, planned, it) }];
  });
  return [...apart, ...together];
}

const placesOf = ({ run }: ExecutionTurn, { include }: Planned): Places => {
  const { workplace, checks } = run.created.config;
  return { setup: workplace.setup, include, deadline: millis(checks.deadline), variables: checks.env };
};

type Kind = 'claim-stage' | 'prepare-stage' | 'seal-stage' | 'prove-stage';

function wantedBy(turn: ExecutionTurn, it: StageState): Kind | undefined {
  const { run } = turn;
  if (seatToStart(turn, it)) return 'claim-stage';
  if (it.state === 'claimed') return 'prepare-stage';
  if (it.state === 'proposed') return isAtRest(run, it) ? 'seal-stage' : undefined;
  return it.state === 'verifying' && !it.proof ? 'prove-stage' : undefined;
}

/** Nobody can change the workplace any more: after its answer was accepted, a worker lives until it is told to exit. */
function isAtRest(run: ExecutionTurn['run'], { dispatch }: StageState): boolean {
  const it = dispatch === null ? undefined : dispatchOf(run, dispatch);
  return it?.ended != null && it.attempts.every(({ state }) => state === 'ended');
}

function effectOf(kind: Kind, turn: ExecutionTurn, planned: Planned, it: StageState): StageEffect {
  const { run, key, own, at } = turn;
  const { stage, attempt, checks } = it;
  const base = must(run.base);
  const places = placesOf(turn, planned);
  const named: Attempting = { phase: key, stage: stage.id, attempt };
  const heads = dependenciesOf(own, it).flatMap((one) => one.sealed?.head.commit ?? []);
  const resolves = resolvesIn(own, it);
  switch (kind) {
    case 'claim-stage': {
      const { from, plan } = planned;
      const lease = LEASE * millis(run.created.template.limits.executor?.hard ?? '90m');
      return {
        kind,
        ...named,
        attempt: attempt + 1,
        base,
        heads,
        from,
        plan,
        lease,
        told: it.awaits,
        first: it.state === 'pending',
        resolves,
      };
    }
    case 'prepare-stage': {
      const parts = dependenciesOf(own, it).flatMap((one) => (one.sealed ? [{ name: one.stage.id, head: one.sealed.head.commit }] : []));
      return { kind, ...named, heads: parts, resolves, checks, places, base };
    }
    case 'seal-stage': {
      const title = it.proposal?.title ?? stage.title;
      const include = planned.include.map(({ path }) => path);
      const seconds = Math.floor(at / 1000);
      const work = { base, from: must(it.base), path: must(it.path), title, plan: planned.plan, seconds, include, resolves };
      return { kind, ...named, ...work, ...handedIn(run, it) };
    }
    case 'prove-stage': {
      const validators = validatorsOf(stage, planned.commands);
      const head = must(it.sealed).head;
      return {
        kind,
        ...named,
        checks,
        places,
        base,
        from: must(it.base),
        head,
        validators,
        tests: stage.tests ?? null,
        known: knownRuns(own),
      };
    }
  }
}

/** Whether the executor of the accepted proposal was on a host. */
function handedIn(run: ExecutionTurn['run'], { dispatch }: StageState): { handed?: HandedAttempt } {
  const it = dispatch === null ? undefined : dispatchOf(run, dispatch);
  const by = it?.attempts.find(({ n }) => n === it.accepted?.attempt);
  return it && by?.host ? { handed: handedBy(run, it.id, by) } : {};
}

/** How long an attempt takes, including repairs and proof, in multiples of the executor's hard limit. */
const LEASE = 2;

/** A change since the plan was made that touches nothing the plan is based on raises no question. */
const movedElsewhere = (paths: readonly string[]): SharedEvent[] =>
  paths.length === 0
    ? []
    : [
        {
          type: 'note.added',
          payload: {
            note: {
              kind: 'coverage',
              text: `Since the plan was made, files that it does not rest on have changed: ${listedUpTo(paths, 10)}`,
            },
          },
        },
      ];

/** Results on the bases of other attempts: the same tree gives the same result. */
const knownRuns = ({ stages }: Executed): KnownRun[] =>
  stages.flatMap(({ proof }) =>
    (proof?.validators ?? []).flatMap((it) =>
      it.kind === 'command' && proof && it.base.kind === 'exited' ? [{ tree: proof.base.tree, argv: it.argv, ran: it.base }] : [],
    ),
  );

function must<T>(value: T | null): T {
  return mustHave(value, 'a stage lacks what its state promises');
}

export function observed(turn: ExecutionTurn, observation: PhaseObservation): (SharedEvent | Event)[] {
  const { run, key, own } = turn;
  switch (observation.kind) {
    case 'plan-opened':
      return own.planned || observation.phase !== key
        ? []
        : [{ type: 'stages.planned', payload: { phase: key, ...observation.opened } }, ...movedElsewhere(observation.elsewhere)];
    case 'plan-refused': {
      if (own.planned || observation.phase !== key) return [];
      const message = observation.why;
      return [
        ended(key, 'failed', message),
        { type: 'run.concluding', payload: { outcome: 'failed', reason: 'binding-refused', message, partial: true } },
      ];
    }
    case 'stage-granted': {
      const it = askedFor(turn, observation);
      const seat = it && seatToStart(turn, it);
      if (!seat) return [];
      const { stage, attempt, until, passedOver } = observation;
      return [
        { type: 'stage.claimed', payload: { phase: key, stage, attempt, seat: seat.name, until, ...(passedOver ? { passedOver } : {}) } },
      ];
    }
    case 'stage-held': {
      const it = askedFor(turn, observation);
      if (!it || it.awaits === observation.by) return [];
      return [{ type: 'stage.awaited', payload: { phase: key, stage: it.stage.id, run: observation.by } }];
    }
    case 'stage-replayed': {
      const it = askedFor(turn, observation);
      if (it?.state !== 'pending') return [];
      const { stage, attempt, run: of, base, head, changes, proposal, there } = observation;
      const outside = outsideOf(it, changes);
      return [{ type: 'stage.replayed', payload: { phase: key, stage, attempt, run: of, base, head, changes, outside, proposal, there } }];
    }
    case 'stage-prepared': {
      const it = attemptOf(turn, observation, 'claimed');
      if (!it || it.seat === null) return [];
      const { base, path } = observation;
      const dispatch = dispatchId(run, 0);
      const { seat } = it;
      const work = { seat, role: 'executor', skill: 'execution', pass: it.attempt - 1, round: 0, findings: [] };
      return [
        { type: 'dispatch.prepared', payload: { dispatch, phase: key, ...work, carries: carriesFor(turn, it) } },
        { type: 'workplace.ready', payload: { dispatch, seat, path } },
        { type: 'stage.prepared', payload: { phase: key, stage: it.stage.id, attempt: it.attempt, base, path, dispatch } },
      ];
    }
    case 'stage-unavailable': {
      const it = attemptOf(turn, observation, 'claimed');
      return it
        ? [
            settled(key, it, {
              as: 'unavailable',
              reasons: [observation.why],
              asks: [],
              ...(observation.hopeless ? { hopeless: true } : {}),
              ...(observation.conflict ? { conflict: observation.conflict } : {}),
            }),
          ]
        : [];
    }
    case 'stage-lost': {
      const it = attemptOf(turn, observation, 'proposed');
      return it ? [settled(key, it, { as: 'rejected', reasons: [observation.why], asks: [] })] : [];
    }
    case 'stage-sealed': {
      const it = attemptOf(turn, observation, 'proposed');
      if (!it) return [];
      const { head, changes, problems } = observation;
      const outside = outsideOf(it, changes);
      return [{ type: 'stage.sealed', payload: { phase: key, stage: it.stage.id, attempt: it.attempt, head, changes, outside, problems } }];
    }
    case 'union-proved':
      return observedOfUnion(turn, observation);
    case 'stage-proved': {
      if (observation.stage === CRITERIA) return observedOfUnion(turn, observation);
      const it = attemptOf(turn, observation, 'verifying');
      if (!it || it.proof) return [];
      return [{ type: 'stage.proved', payload: { phase: key, stage: it.stage.id, attempt: it.attempt, proof: observation.proof } }];
    }
    default:
      return [];
  }
}

function outsideOf({ stage }: StageState, changes: readonly Change[]): string[] {
  const belongs = pathTest(stage.files);
  return changes.map(({ path }) => path).filter((path) => !belongs(path));
}

/** A requested attempt that has not started yet. */
function askedFor(turn: ExecutionTurn, { phase, stage, attempt }: Attempting): StageState | undefined {
  const it = phase === turn.key ? turn.own.stages.find((one) => one.stage.id === stage && one.attempt + 1 === attempt) : undefined;
  return it && seatToStart(turn, it) ? it : undefined;
}

/** Observations of another attempt, or ones that come too late, are ignored. */
const attemptOf = (
  { key, own }: ExecutionTurn,
  { phase, stage, attempt }: Attempting,
  state: StageState['state'],
): StageState | undefined =>
  phase === key ? own.stages.find((it) => it.stage.id === stage && it.attempt === attempt && it.state === state) : undefined;
