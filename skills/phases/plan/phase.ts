// The planner writes a plan, the others judge it item by item, and a person approves it or does not.

import { canonicalJson } from '../../../runtime/canonical.ts';
import { count } from '../../telling/numbers.ts';
import { documentText } from '../documents.ts';
import { firstAsked } from '../first-asked.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, begun, PlanGiven, settle, waitsForLate } from './advance.ts';
import { PLAN_EVENTS } from './events.ts';
import { evolve, givenPlan, type Planned } from './memory.ts';
import { GATE_WORDS } from './report/gate-words.ts';
import { plansMarkdown } from './report/plan-markdown.ts';
import { planSection } from './report/plan-page.ts';
import { planSentence } from './report/sentences.ts';
import { planVerificationSection } from './report/verification-page.ts';
import { planning, planVerification } from './work.ts';

export const plan: Phase = phase({
  kind: 'plan',
  /** `given`: the plan stands in the brief. */
  template: { given: PlanGiven.optional() },
  makes: { artifact: 'plan', schema: 'plan@1' },
  plans: true,
  role: () => 'planner',
  events: PLAN_EVENTS,
  says: {
    'plan.drafted': ({ seat, pass, plan: { stages } }) =>
      `${seat} wrote ${pass === 0 ? 'a plan' : `the plan again (pass ${pass})`}: ${count(stages.length, 'stage')}.`,
    'plan.verified': ({ verification: { gate, items, voters } }) =>
      `${count(items.length, 'item')} of the plan were judged by ${count(voters.filter((it) => it.usable).length, 'worker')}: ${GATE_WORDS[gate].label}.`,
    'plan.approved': ({ gate }) =>
      gate === undefined ? 'The plan was approved automatically, as the task says.' : 'The plan was approved.',
  },
  progress: {
    'plan.verified': ({ verification: { items, gate } }) => `phase-6-plan-verify items=${items.length} gate=${gate}`,
  },
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
    place: 'planned',
    label: 'Plan',
    markdown: ({ run }, say) => plansMarkdown(run, say),
    page: ({ run }, say) => [planSection(run, say), planVerificationSection(run, say)],
    lines: (view) => [planSentence(view)],
  },
  documents({ draft }) {
    if (!draft) return [];
    // The very bytes that its digest is of.
    const written = { what: 'plan', name: 'plan.json', text: canonicalJson(draft.plan) };
    if (!draft.verification) return [written];
    return [written, { what: 'plan verification', name: 'plan-body-verification.json', text: documentText(draft.verification) }];
  },
});
