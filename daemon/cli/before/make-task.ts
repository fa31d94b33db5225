// The task of `muster make`, as a task file: a dropped file can do the same, and remaking an artifact submits exactly the same task. Pure.

import type { PromptCall } from '../../../contracts/make/artifact.ts';
import type { TaskText } from '../daemon/submit-task.ts';

export type MakeChoice = {
  project: string;
  /** The prompt with its parameters, as in `artifact.made`. */
  call: PromptCall;
  agents?: readonly string[];
  /** Makes the artifact even if it was already made from the same inputs. */
  force?: boolean;
};

export function makeTask({ project, call: { prompt, params }, agents = [], force = false }: MakeChoice): TaskText {
  const front = {
    title: `Make ${prompt}`,
    project,
    type: 'prompt',
    prompt,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(agents.length === 0 ? {} : { agents }),
    ...(force ? { force } : {}),
  };
  // JSON is valid YAML and takes care of quoting.
  return { name: 'make.json', text: `${JSON.stringify(front, null, 1)}\n` };
}
