// What a phase that plans remembers: the newest draft, what was said of it, and whether it was approved.

import type { DraftedPlan } from '../../run/registers.ts';
import type { RunState } from '../../run/state.ts';
import type { EventOf } from '../shown.ts';
import type { PLAN_EVENTS } from './events.ts';

/** `answers` is how many answers about plans had been given when it was written, or verified last: a later one is about it. */
export type Draft = DraftedPlan & { answers: number };
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

/** How many answers about the plans of this phase have been given: one that came after a verification is about it. */
export const planAnswers = ({ gates }: Pick<RunState, 'gates'>, phase: string): number =>
  gates.filter((it) => it.gate.phase === phase && it.gate.about.kind === 'plan' && it.answer !== null).length;

/** As others see it. */
export const givenPlan = ({ draft }: Planned): { plan?: DraftedPlan } => {
  if (!draft) return {};
  const { answers: _, ...plan } = draft;
  return { plan };
};
