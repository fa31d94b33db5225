// What is asked about a plan: the planner is asked to write it, the others for their verdicts on its items. Data for programs, text
// for models.

import { Verdict } from '../../../contracts/findings/finding.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import * as z from '../../../contracts/schema.ts';
import { ClaimedLooks } from '../../../contracts/work/receipt.ts';
import type { Result } from '../../../contracts/work/result.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import type { ResultError } from '../../../validators/result/describe-errors.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { verdictsGiven, verdictsMissing } from '../accepted-result.ts';
import type { WorkKind } from '../work-kind.ts';
import { PLAN_EXAMPLE } from './example.ts';
import { givenIn } from './given-plan.ts';
import { plannedFindings, plannedText } from './planner-inputs.ts';
import { blocks, purposeText } from './text.ts';
import { itemsOf } from './voting/items.ts';
import { plannable, requirementsOf } from './who-was-asked.ts';

export const planning: WorkKind = {
  folder: 'phases/plan',
  needs: () => ['hints'],
  ask(run, contributions, dispatch, reader) {
    const given = givenIn(run, dispatch.phase);
    if (given) return { inputs: { skill: 'plan', given }, material: [] };
    const requirements = requirementsOf(contributions);
    const from = reader === 'program' ? requirements : plannable(contributions);
    const findings = plannedFindings(contributions.convergence, run.raised, from);
    const { commands } = run;
    const previous = dispatch.carries.length > 0 ? contributions.plan?.plan : undefined;
    const carries = dispatch.carries.map(({ from, title, text }) => ({ from, title, text }));
    if (reader === 'program')
      return { inputs: { skill: 'plan', requirements, commands, findings, ...(previous ? { previous } : {}), carries }, material: [] };
    return {
      inputs: { skill: 'plan', requirements, commands },
      material: [
        ...findings.map((it) => ({ title: it.id, text: plannedText(it) })),
        ...(previous ? blocks('The previous plan', JSON.stringify(previous, null, 1)) : []),
      ],
    };
  },
  expects: (run, contributions) => ({ requirements: requirementsOf(contributions), commands: Object.keys(run.commands) }),
  missing: planMissing,
  accept({ dispatch, phase, seat, pass }, { plan }) {
    return plan ? [{ type: 'plan.drafted', payload: { phase, dispatch, seat, pass, plan, digest: digestOfJson(plan) } }] : [];
  },
  output: {
    schema: RESULT_HEAD.extend({ plan: Plan }),
    example: { role: 'planner', status: 'done', summary: 'One stage fixes the loss; the other option costs more.', plan: PLAN_EXAMPLE },
  },
};

export const planVerification: WorkKind = {
  folder: 'phases/plan/voting',
  needs: () => [],
  ask(run, contributions, dispatch, reader) {
    const plan = contributions.plan?.plan;
    if (!plan) return { inputs: { skill: 'plan-verdicts', items: [] }, material: [] };
    const items = itemsOf(plan).filter(({ id }) => dispatch.findings.includes(id));
    if (reader === 'program') return { inputs: { skill: 'plan-verdicts', plan, items }, material: [] };
    const known = plannedFindings(contributions.convergence, run.raised, plannable(contributions));
    return {
      inputs: { skill: 'plan-verdicts', items: items.map(({ id }) => ({ id })) },
      material: [
        { title: 'The purpose of the plan', text: purposeText(plan) },
        ...blocks('The items of the plan', items.map(({ id, text }) => `${id}\n${text}`).join('\n\n')),
        ...blocks('What the plan is based on', known.map(plannedText).join('\n\n')),
      ],
    };
  },
  expects: () => ({}),
  missing: verdictsMissing,
  accept: verdictsGiven,
  output: {
    schema: RESULT_HEAD.extend({ verdicts: z.array(Verdict), looked: ClaimedLooks.optional() }),
    example: {
      role: 'verifier',
      status: 'done',
      summary: 'The stage does what it says; its rollback does not.',
      verdicts: [
        { finding: 'P-STG-1', verdict: 'AGREE', basis: 'src/upload.ts has no other caller of markDone().' },
        { finding: 'P-RBK-1', verdict: 'DISAGREE', basis: 'Jobs that were requeued are run twice after a revert.' },
      ],
      looked: [{ path: 'src/upload.ts', how: 'read' }],
    },
  },
};

function planMissing(result: Result, expected: unknown): ResultError[] {
  if (result.plan === undefined) return [{ path: 'plan', message: 'is missing: you were asked for a plan' }];
  const { requirements, commands } = expected as { requirements: string[]; commands: string[] };
  return checkPlan(result.plan, requirements, commands).map(({ at, says }) => ({ path: `plan.${at}`, message: says }));
}
