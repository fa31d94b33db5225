// The task that makes an artifact again because its inputs have changed: the same request as before, with the same agents and
// limits. Pure.

import { cut } from '../../contracts/cut.ts';
import type { PromptCall } from '../../contracts/make/artifact.ts';
import type { Task, TaskFront } from '../../contracts/task/task.ts';

type OutdatedMaking = { project: string; call: PromptCall; like: Task; key: string };

export function makeAgainTask({ project, call: { prompt, params }, like, key }: OutdatedMaking): { name: string; text: string } {
  const { agents, deadline, budget, approvals, reuse } = like;
  const front: TaskFront = {
    title: cut(`Make ${prompt} again: what it is made from has changed`, 200),
    project,
    type: 'prompt',
    prompt,
    key,
    approvals,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(agents === undefined ? {} : { agents }),
    ...(deadline === undefined ? {} : { deadline }),
    ...(budget === undefined ? {} : { budget }),
    ...(reuse === undefined ? {} : { reuse }),
  };
  // JSON is valid YAML and takes care of quoting.
  return { name: 'make-again.json', text: `${JSON.stringify(front, null, 1)}\n` };
}
