// Plans made by the built-in planner, and judged by the built-in verifier, of what is held in a repository.

import * as assert from 'uvu/assert';
import type { ConfirmedFinding } from '../../../../../agents/builtin/planner/confirmed-finding.ts';
import { planFrom } from '../../../../../agents/builtin/planner/planner.ts';
import type { Repository } from '../../../../../agents/builtin/rule.ts';
import { judgePlan } from '../../../../../agents/builtin/verifier/verifier.ts';
import { Verdict } from '../../../../../contracts/findings/finding.ts';
import { Plan } from '../../../../../contracts/plan/plan.ts';
import { itemsOf } from '../../../../../skills/phases/plan/voting/items.ts';
import { checkPlan } from '../../../../../validators/plan/check-plan.ts';

export async function planned(
  repo: Repository,
  findings: readonly ConfirmedFinding[],
  carries: { from: string; title: string; text: string }[] = [],
): Promise<Plan> {
  const requirements = findings.map(({ id }) => id);
  const answer = await planFrom(repo, { requirements, findings, carries });
  if (answer.status !== 'done') throw new Error(answer.question);
  const plan = Plan.parse(JSON.parse(JSON.stringify(answer.plan)));
  assert.equal(checkPlan(plan, requirements, []), []);
  return plan;
}

export const judged = async (repo: Repository, plan: Plan): Promise<Map<string, Verdict>> =>
  new Map((await judgePlan(repo, plan, itemsOf(plan), () => {})).map((it) => [it.finding, Verdict.parse(it)]));

export const finding = (id: string, more: Partial<ConfirmedFinding> = {}): ConfirmedFinding => ({
  id,
  title: `what ${id} says`,
  category: 'correctness',
  severity: 'major',
  claim: `It is wrong because of ${id}. And so on.`,
  evidence: [],
  recommendation: 'Do it the other way round.',
  state: 'full-consensus',
  ...more,
});
