// The effects of merging stages, and the events that follow from their observations.

import type { RunObservation, WantedEffect } from '../../../run/effect.ts';
import { effectKey } from '../../../run/effect-key.ts';
import { mustHave } from '../../../run/must-have.ts';
import type { Turn } from '../../phase.ts';
import { validatorsOf } from '../commands.ts';
import type { KnownRun, Places, StageEffect, UnionPart } from '../effects.ts';
import type { Executed, Planned, Union } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import { CRITERIA, wholeOf } from './advance-union.ts';
import { colourOfUnion, redsOf } from './judge-union.ts';

type UnionTurn = Turn<Executed, Record<never, never>>;

export function wantsOfUnion({ run, key, own }: UnionTurn, planned: Planned, places: Places): WantedEffect<StageEffect>[] {
  const base = mustHave(run.base, 'stages are put together before there is a base');
  const pending = own.unions.find((it) => !it.proof);
  if (pending) {
    const wanted = effectKey('prove-union', key, pending.n);
    const parts = partsOf(own, planned, pending);
    const known = knownOnHeads(own);
    const { n, checks } = pending;
    return [
      { key: wanted, subject: `union:${key}`, effect: () => ({ kind: 'prove-union', phase: key, n, checks, places, base, parts, known }) },
    ];
  }
  const whole = wholeOf(own);
  if (!isUnderProof(own, whole)) return [];
  const { head } = whole.proof;
  const { n, checks } = whole;
  const validators = validatorsOf({ validators: planned.acceptance.map((it) => it.validator) }, planned.commands);
  const from = { commit: base.commit, tree: base.tree };
  const wanted = effectKey('prove-stage', CRITERIA, n);
  const known = [...knownOnHeads(own), ...knownOnBases(own)];
  const effect = (): StageEffect => ({
    kind: 'prove-stage',
    phase: key,
    stage: CRITERIA,
    attempt: n,
    checks,
    places,
    base,
    from,
    head,
    validators,
    tests: null,
    known,
  });
  return [{ key: wanted, subject: `union:${key}`, effect }];
}

type Merged = Union & { proof: Extract<NonNullable<Union['proof']>, { kind: 'merged' }> };

/** Green, and not yet checked against the plan's criteria. */
function isUnderProof({ planned }: Executed, whole: Union | undefined): whole is Merged {
  if (whole?.proof?.kind !== 'merged' || whole.criteria) return false;
  return (planned?.acceptance.length ?? 0) > 0 && colourOfUnion(whole.proof) === 'green';
}

/** For a trial union, only what was red is checked again. */
function partsOf(own: Executed, { commands }: Planned, it: Union): UnionPart[] {
  const whole = own.unions.findLast((one) => one.of === 'all' && one.n < it.n);
  const [asked] = it.of === 'some' && whole?.proof ? redsOf(whole.proof) : [];
  return it.stages.flatMap((id) => {
    const state = own.stages.find((one) => one.stage.id === id);
    if (!state?.sealed) return [];
    const validators = validatorsOf(state.stage, commands).filter(
      ({ spec }) => !asked || (asked.stage === id && JSON.stringify(asked.spec) === JSON.stringify(spec)),
    );
    return [{ stage: id, head: state.sealed.head.commit, validators }];
  });
}

/** Results from the heads of stages and from unions: the same tree gives the same result. */
function knownOnHeads({ stages, unions }: Executed): KnownRun[] {
  const ofStages = stages.flatMap(({ proof }) =>
    (proof?.validators ?? []).flatMap((it) =>
      it.kind === 'command' && proof && it.head.kind === 'exited' ? [{ tree: proof.head.tree, argv: it.argv, ran: it.head }] : [],
    ),
  );
  const ofUnions = unions.flatMap(({ proof }) =>
    proof?.kind !== 'merged'
      ? []
      : proof.checks.flatMap((it) =>
          it.kind === 'command' && it.ran.kind === 'exited' ? [{ tree: proof.head.tree, argv: it.argv, ran: it.again ?? it.ran }] : [],
        ),
  );
  return [...ofStages, ...ofUnions];
}

const knownOnBases = ({ stages }: Executed): KnownRun[] =>
  stages.flatMap(({ proof }) =>
    (proof?.validators ?? []).flatMap((it) =>
      it.kind === 'command' && proof && it.base.kind === 'exited' ? [{ tree: proof.base.tree, argv: it.argv, ran: it.base }] : [],
    ),
  );

export function observedOfUnion({ key, own }: UnionTurn, observation: RunObservation): Event[] {
  switch (observation.kind) {
    case 'union-proved': {
      const { phase, n, proof } = observation;
      if (phase !== key || !own.unions.some((it) => it.n === n && !it.proof)) return [];
      return [{ type: 'union.proved', payload: { phase: key, n, proof } }];
    }
    case 'stage-proved': {
      const { phase, stage, attempt: n, proof } = observation;
      if (phase !== key || stage !== CRITERIA || !own.unions.some((it) => it.n === n && it.proof && !it.criteria)) return [];
      return [{ type: 'criteria.proved', payload: { phase: key, n, proof, why: '' } }];
    }
    default:
      return [];
  }
}
