// The task of `muster make`, written as a task file, so that a file can do the same, and so that anyone who makes an artifact
// again asks for the very same. Pure: a call in, a text out.

import type { PromptCall } from '../../../contracts/make/artifact.ts';
import type { TaskText } from '../daemon/submit-task.ts';

export type MakeChoice = {
  project: string;
  /** The prompt with its parameters, as `artifact.made` has it. */
  call: PromptCall;
  agents?: readonly string[];
  /** Made even if the very same was made before. */
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
  // JSON is YAML, and takes care of quoting.
  return { name: 'make.json', text: `${JSON.stringify(front, null, 1)}\n` };
}
