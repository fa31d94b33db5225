// What the built-in program calls to judge a plan: the inputs of its prompt, parsed again by the contract.

import { MusterError } from '../../../contracts/errors.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import { PlanItem } from '../../../contracts/plan/plan-verification.ts';
import * as z from '../../../contracts/schema.ts';
import type { Result } from '../../../contracts/work/result.ts';
import { counted } from '../analysis.ts';
import type { Repository } from '../rule.ts';
import { judgePlan } from './verifier.ts';

const Inputs = z.object({ plan: Plan, items: z.array(PlanItem) });

export async function answerPlan(
  repo: Repository,
  inputs: unknown,
  onItem: (item: PlanItem, of: number, index: number) => void,
): Promise<Pick<Result, 'summary' | 'verdicts' | 'coverage'>> {
  const read = Inputs.safeParse(inputs);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new MusterError(
      'frame-invalid',
      `the inputs of the prompt contain no plan that can be judged: ${issue?.path.join('.')} ${issue?.message}`,
      'The daemon writes this prompt; it and the built-in workers must have the same version.',
    );
  }
  const { plan, items } = read.data;
  const verdicts = await judgePlan(repo, plan, items, (item, index) => onItem(item, items.length, index));
  const of = (word: string) => verdicts.filter((it) => it.verdict === word).length;
  return {
    summary: `Of ${counted(items.length, 'item')} ${of('AGREE')} are right as far as they can be checked, ${of('DISAGREE')} are not, and ${of('ABSTAIN')} are a matter of judgement.`,
    verdicts,
    coverage: `looked up the files, commands, order and coverage of ${counted(plan.stages.length, 'stage')}; these rules do not judge whether the plan is a good one`,
  };
}
