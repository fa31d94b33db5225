// The effects of a phase that carries out a plan; life/observed.ts says which events follow from their observations.

import { millis } from '../../../contracts/time.ts';
import type { WantedEffect } from '../../run/effect.ts';
import { effectKey } from '../../run/effect-key.ts';
import { type HandedAttempt, handedBy } from '../../run/fleet/stage-work.ts';
import { mustHave } from '../../run/must-have.ts';
import { dispatchOf } from '../../run/state.ts';
import { type ExecutionTurn, seatToStart } from './advance.ts';
import { validatorsOf } from './commands.ts';
import type { Attempting, KnownRun, Places, StageEffect } from './effects.ts';
import type { Executed, Planned, StageState } from './life/stage-state.ts';
import { dependenciesOf, planOf } from './ready.ts';
import { resolvesIn } from './union/conflict.ts';
import { wantsOfUnion } from './union/world-union.ts';

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
