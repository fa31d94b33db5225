// What the finished stages amount to together, for people: whether the union is proved, what breaks it, and which criteria of the
// plan are met.

import type { PlanExecution } from '../../../../contracts/plan/plan-execution.ts';
import { shownProofs } from '../judge-stage.ts';
import type { Executed, Union } from '../life/stage-state.ts';
import { metIn, wholeOf } from './advance-union.ts';
import { searchBreak } from './bisect.ts';
import { placesOf, sidesOf } from './conflict.ts';
import { checkText, colourOfCheck, colourOfUnion, redsOf, redText } from './judge-union.ts';

type Integrated = NonNullable<PlanExecution['integrated']>;

export function integratedOf(own: Executed): Integrated | null {
  const whole = wholeOf(own);
  if (!whole) return null;
  const merged = whole.proof?.kind === 'merged' ? whole.proof : null;
  return {
    ...howItStands(own, whole),
    stages: whole.stages,
    head: merged?.head.commit ?? null,
    tree: merged?.head.tree ?? null,
    criteria: criteriaOf(own, whole),
  };
}

function howItStands(own: Executed, whole: Union): Pick<Integrated, 'state' | 'breaks' | 'why'> {
  const { proof } = whole;
  if (!proof) return { state: 'proving', breaks: null, why: [] };
  switch (proof.kind) {
    case 'conflict': {
      const [one] = sidesOf(proof);
      const why = `${proof.stage} and ${one} change the same lines of ${proof.paths.join(', ')}.`;
      return { state: 'conflict', breaks: { stage: proof.stage, with: proof.with ?? null }, why: [why, ...placesOf(proof)] };
    }
    case 'unavailable':
      return { state: 'unavailable', breaks: null, why: [proof.why] };
    case 'merged':
      return ofMerged(own, whole, proof);
  }
}

type Merged = Extract<NonNullable<Union['proof']>, { kind: 'merged' }>;

function ofMerged(own: Executed, whole: Union, proof: Merged): Pick<Integrated, 'state' | 'breaks' | 'why'> {
  switch (colourOfUnion(proof)) {
    case 'red': {
      const found = searchBreak(own, whole);
      const breaks = found?.kind === 'found' ? { stage: found.stage, with: found.with } : null;
      return { state: 'red', breaks, why: redsOf(proof).map(redText) };
    }
    case 'unavailable':
      return { state: 'unavailable', breaks: null, why: notRun(proof) };
    default:
      return { state: 'proved', breaks: null, why: [] };
  }
}

const notRun = (proof: Merged): string[] =>
  proof.checks.flatMap((it) =>
    it.kind === 'command' && colourOfCheck(it) === 'unavailable' && it.ran.kind === 'not-run'
      ? [`${checkText(it)} of ${it.stage} could not be run: ${it.ran.why}.`]
      : [],
  );

function criteriaOf({ planned }: Executed, whole: Union): Integrated['criteria'] {
  const proofs = whole.criteria?.proof ? shownProofs(whole.criteria.proof) : [];
  const met = metIn(whole);
  return (planned?.acceptance ?? []).map(({ description }, at) => ({ description, met: met.includes(at + 1), proof: proofs[at] ?? null }));
}

/** Why the union is less than the plan asks for. */
export function unionShortfalls(own: Executed): string[] {
  const it = integratedOf(own);
  if (!it)
    return own.stages.some((one) => one.state === 'verified' || one.state === 'accepted') ? ['the stages were not put together'] : [];
  if (it.state !== 'proved')
    return [
      `the stages together: ${it.state}${it.breaks ? ` (${it.breaks.stage}${it.breaks.with === null ? '' : ` with ${it.breaks.with}`})` : ''}`,
    ];
  return it.criteria.flatMap(({ met, description }, at) => (met ? [] : [`criterion ${at + 1} is not met: ${description}`]));
}
