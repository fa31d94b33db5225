// Refuses a task whose plan cannot be carried out: one in its brief with faults, or one of a run that would not do. What is known at
// once need not become a run that fails.

import { MusterError } from '../../contracts/errors.ts';
import type { Task } from '../../contracts/task/task.ts';
import type { Template } from '../../contracts/task/template.ts';
import type { MusterLedger } from '../../skills/events.ts';
import { wrongWithGiven } from '../../skills/phases/plan/given-plan.ts';
import { checkPlanOf } from '../effects/base/bind-plan.ts';

export async function checkPlanIn(task: Task, template: Template, ledger: MusterLedger): Promise<void> {
  const wrong = template.phases.some(({ given }) => given === true) ? wrongWithGiven(task.brief) : undefined;
  if (wrong !== undefined) throw new MusterError('task-invalid', wrong, 'Fix the plan and submit the task again.');
  try {
    await checkPlanOf({ task, template }, { ledger });
  } catch (error) {
    if (!(error instanceof MusterError) || error.code !== 'binding-refused') throw error;
    throw new MusterError('task-invalid', error.message, error.hint);
  }
}
