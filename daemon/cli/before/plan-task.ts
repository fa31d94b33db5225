// The task of `muster run --plan`, as a task file: carries out the plan of an earlier run, in its project. A dropped file can do the same.

import { cut } from '../../../contracts/cut.ts';
import { PLAN_TASK } from '../../intake/task-faults.ts';
import type { TaskText } from '../daemon/submit-task.ts';
import { mustHaveRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';

/** Whether the run has a plan that a person approved is for the daemon to say: it knows which plans would do. */
export async function planTask(run: string, agents: readonly string[], context: Context): Promise<TaskText> {
  await using records = await mustHaveRecords(context, run);
  const { id, task } = await records.view(await records.named(run));
  const chosen = agents.length > 0 ? agents : (task.agents ?? []);
  const front = {
    title: cut(`Carry out: ${task.title}`, LONGEST_TITLE),
    project: task.project,
    type: 'implementation',
    plan: id,
    language: task.language,
    ...(task.task === undefined ? {} : { task: task.task }),
    ...(chosen.length === 0 ? {} : { agents: chosen }),
  };
  // JSON is valid YAML and takes care of quoting.
  return { name: PLAN_TASK, text: `${JSON.stringify(front, null, 1)}\n` };
}

const LONGEST_TITLE = 200;
