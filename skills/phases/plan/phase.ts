// The planner writes a plan, the others judge it item by item, and a person approves it or not.

import { canonicalJson } from '../../../runtime/canonical.ts';
import { documentText } from '../documents.ts';
import { firstAsked } from '../first-asked.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, begun, PlanGiven, settle, waitsForLate } from './advance.ts';
import { PLAN_EVENTS } from './events.ts';
import { evolve, givenPlan, type Planned } from './memory.ts';
import { plansMarkdown } from './report/plan-markdown.ts';
import { planSection } from './report/plan-page.ts';
import { PLAN_PROGRESS, PLAN_SCREENS, PLAN_SENTENCES } from './report/texts.ts';
import { planVerificationSection } from './report/verification-page.ts';
import { planning, planVerification } from './work.ts';

export const plan: Phase = phase({
  kind: 'plan',
  /** `given`: the plan is in the brief. */
  template: { given: PlanGiven.optional() },
  makes: { artifact: 'plan', schema: 'plan@1' },
  plans: true,
  role: () => 'planner',
  events: PLAN_EVENTS,
  says: PLAN_SENTENCES,
  progress: PLAN_PROGRESS,
  keeps: { 'plan.drafted': ({ plan }) => plan },
  empty: { draft: null } as Planned,
  evolve,
  works: { 'planning': planning, 'plan-verification': planVerification },
  begin: (turn) => firstAsked(begun(turn)),
  advance,
  triedAgain: true,
  settle,
  waitsForLate,
  gives: givenPlan,
  shown: {
    ...PLAN_SCREENS,
    markdown: ({ run }, say) => plansMarkdown(run, say),
    page: ({ run }, say) => [planSection(run, say), planVerificationSection(run, say)],
  },
  documents({ draft }) {
    if (!draft) return [];
    // Exactly the bytes that its digest covers.
    const written = { what: 'plan', name: 'plan.json', text: canonicalJson(draft.plan) };
    if (!draft.verification) return [written];
    return [written, { what: 'plan verification', name: 'plan-body-verification.json', text: documentText(draft.verification) }];
  },
});
