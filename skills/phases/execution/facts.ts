// What a phase that carries out a plan tells people: every stage with what was proved of it on B, T and H, and what
// nobody proved.

import type { CarriedOut, ShownProof } from '../../../contracts/plan/carried-out.ts';
import type { Ran, StageProof, ValidatorProof } from '../../../contracts/plan/proof.ts';
import { type Colour, colourOf, outcomeOf } from '../../../validators/proof/outcome.ts';
import { proofText } from './judge-stage.ts';
import type { Executed } from './memory.ts';
import { stageRef } from './names.ts';

export function factsOf({ planned, stages }: Executed): CarriedOut | undefined {
  if (!planned) return undefined;
  const { run, plan, from, goal, gitDir } = planned;
  return {
    plan,
    from,
    goal,
    gitDir,
    stages: stages.map((it) => ({
      id: it.stage.id,
      n: it.n,
      title: it.stage.title,
      state: it.state,
      attempts: it.attempt,
      seat: it.seat,
      base: it.base?.commit ?? null,
      head: it.sealed?.head.commit ?? null,
      ref: it.sealed ? stageRef(run, it.stage.id, it.attempt) : null,
      files: it.sealed?.changes.map(({ status, path }) => `${status} ${path}`) ?? [],
      summary: it.proposal?.summary ?? '',
      exempt: it.stage.tddExemption ?? null,
      proofs: it.proof ? shownProofs(it.proof) : [],
      reasons: it.reasons,
      before: it.before,
      asks: it.asks,
      left: it.left,
    })),
  };
}

export const shownProofs = ({ validators }: StageProof): ShownProof[] =>
  validators.map((it) => {
    const outcome = outcomeOf(it);
    const argv = it.kind === 'command' ? it.argv : [];
    return { validator: proofText(it), argv, ...coloursOf(it), outcome: outcome.kind, why: outcome.why };
  });

function coloursOf(it: ValidatorProof): Pick<ShownProof, 'b' | 't' | 'h'> {
  if (it.kind !== 'command') return { b: '–', t: '–', h: '–' };
  const on = (ran: Ran | null, where: 'head' | 'other'): Colour | '–' => (ran === null ? '–' : colourOf(ran, where));
  return { b: on(it.base, 'other'), t: on(it.tests, 'other'), h: on(it.head, 'head') };
}

/** Why the phase came to less than the plan asks for. */
export function lacksOf({ stages }: Executed): string[] {
  return stages.flatMap(({ stage, state }) =>
    state === 'verified' || state === 'skipped'
      ? []
      : [`stage ${stage.id}: ${state === 'accepted' ? 'accepted by a person, not proved' : state}`],
  );
}
