// Who has to be seated for a prompt: agents are named in the files of prompts, and seats are filled before one is read. So
// the prompt and those that it generates are looked into when the task is accepted.

import type { Config } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { Task } from '../../contracts/task/task.ts';
import type { Template } from '../../contracts/task/template.ts';
import { macrosIn } from '../../skills/make/macros.ts';
import { readPrompt } from '../../skills/make/read-prompt.ts';
import { findPrompt, type PromptPlaces } from '../make/find-prompt.ts';

/** More are a circle or a mistake, and the run says so. */
const MOST_PROMPTS = 100;
const MOST_AGENTS = 16;

export async function withWriters(task: Task, template: Template, config: Config, places: PromptPlaces): Promise<Task> {
  const makes = template.phases.some((it) => it.kind === 'make');
  if (!makes) {
    const key = task.prompt !== undefined ? 'prompt' : task.params !== undefined ? 'params' : undefined;
    if (key === undefined) return task;
    throw new MusterError(
      'task-invalid',
      `\`${key}\` has no effect: the task type \`${template.name}\` makes no prompt`,
      'Use `type: prompt`, or leave it out.',
    );
  }
  if (task.prompt === undefined)
    throw new MusterError(
      'task-invalid',
      `the task type \`${template.name}\` needs \`prompt\`, the name of the prompt to make`,
      'See docs/prompts.md.',
    );
  const named = await agentsNamed(task.prompt, places);
  if (named.length === 0) return task;
  // The usual ones first: whoever a prompt does not name is one of them.
  const agents = [...new Set([...(task.agents ?? config.agents), ...named])];
  return { ...task, agents: agents.slice(0, MOST_AGENTS) };
}

/** Throws only where the prompt itself is not there; what is wrong in a file is told by the run, which has a manifest. */
async function agentsNamed(root: string, places: PromptPlaces): Promise<string[]> {
  const agents: string[] = [];
  const seen = new Set([root]);
  const open = [root];
  for (let name = open.shift(); name !== undefined && seen.size <= MOST_PROMPTS; name = open.shift()) {
    const found = await (name === root ? findPrompt(name, places) : findPrompt(name, places).catch(unlessUser));
    const reading = found && readPrompt(found.text);
    if (reading?.kind !== 'prompt') continue;
    const { front, pieces } = reading.prompt;
    if (front.agent !== undefined && !agents.includes(front.agent)) agents.push(front.agent);
    for (const macro of macrosIn(pieces)) {
      if (macro.kind !== 'generate' || seen.has(macro.name)) continue;
      seen.add(macro.name);
      open.push(macro.name);
    }
  }
  return agents;
}

function unlessUser(error: unknown): undefined {
  if (!(error instanceof MusterError) || error.class !== 'user') throw error;
}
