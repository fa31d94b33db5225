// What a phase that carries out a plan reports to people: every stage with what was proved about it on B, T and H, and what was not
// proved.

import type { PlanExecution } from '../../../contracts/plan/plan-execution.ts';
import { shownProofs } from './judge-stage.ts';
import type { Executed } from './life/stage-state.ts';
import { checksOf, stageRef } from './names.ts';
import { integratedOf, unionShortfalls } from './union/facts-union.ts';

export function factsOf(own: Executed): PlanExecution | undefined {
  const { planned, stages } = own;
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
      checks: checksOf(it) ?? null,
      reasons: it.reasons,
      before: it.before,
      asks: it.asks,
      left: it.left,
      takenFrom: it.replayed?.run ?? null,
      dependsOn: it.stage.dependsOn,
      heldBy: it.holder && { name: it.holder.name, until: it.holder.until },
    })),
    integrated: integratedOf(own),
  };
}

/** Why the phase achieved less than the plan asks for. */
export function shortfalls(own: Executed): string[] {
  const apart = own.stages.flatMap(({ stage, state, left }) =>
    state === 'verified' || state === 'superseded' || (state === 'skipped' && left === null)
      ? []
      : [`stage ${stage.id}: ${state === 'accepted' ? 'accepted by a person, not proved' : state}`],
  );
  return [...apart, ...unionShortfalls(own)];
}
