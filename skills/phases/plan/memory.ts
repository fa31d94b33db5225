// The state of a phase that plans: the newest draft, what was said about it, and whether it was approved.

import type { PlanDraft } from '../../run/contributions.ts';
import type { RunState } from '../../run/state.ts';
import type { EventOf } from '../presentation.ts';
import type { PLAN_EVENTS } from './events.ts';

/** `answers`: how many answers about plans had been given when it was written or last verified; a later answer is about it. */
export type Draft = PlanDraft & { answers: number };
export type Planned = { draft: Draft | null };

export function evolve(own: Planned, event: EventOf<typeof PLAN_EVENTS>, run: RunState): Planned {
  switch (event.type) {
    case 'plan.drafted': {
      const { phase, plan, digest, seat, dispatch, pass } = event.payload;
      const fresh = { plan, digest, seat, dispatch, pass, verification: null, answers: planAnswers(run, phase), approved: false };
      return { draft: fresh };
    }
    case 'plan.verified': {
      const { phase, verification } = event.payload;
      return { ...own, draft: own.draft && { ...own.draft, verification, answers: planAnswers(run, phase) } };
    }
    case 'plan.approved':
      return { ...own, draft: own.draft && { ...own.draft, approved: true } };
  }
}

/** How many answers about the plans of this phase were given: one that came after a verification is about it. */
export const planAnswers = ({ gates }: Pick<RunState, 'gates'>, phase: string): number =>
  gates.filter((it) => it.gate.phase === phase && it.gate.about.kind === 'plan' && it.answer !== null).length;

/** What other phases see of it. */
export const givenPlan = ({ draft }: Planned): { plan?: PlanDraft } => {
  if (!draft) return {};
  const { answers: _, ...plan } = draft;
  return { plan };
};
