// Who has to be seated for a prompt: agents are named in the files of prompts, and seats are filled before one is read. So
// the prompt and those that it generates are looked into when the task is accepted.

import type { Roster } from '../../agents/roster.ts';
import { agentsNamed } from '../../agents/seating.ts';
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

export async function withWriters(
  task: Task,
  template: Template,
  config: Config,
  places: PromptPlaces,
  roster: () => Promise<Roster>,
): Promise<Task> {
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
  const { agents: wanted, someoneElse } = await agentsOf(task.prompt, places);
  // Before the others: a prompt without an agent gets the first.
  const usual = someoneElse ? firstWriter(task.agents ?? config.agents, await roster()) : [];
  return { ...task, agents: [...new Set([...usual, ...wanted])].slice(0, MOST_AGENTS) };
}

/** Throws only if the prompt itself is missing; errors within a file are reported by the run, which has a manifest. */
async function agentsOf(root: string, places: PromptPlaces): Promise<{ agents: string[]; someoneElse: boolean }> {
  const agents: string[] = [];
  let someoneElse = false;
  const seen = new Set([root]);
  const open = [root];
  for (let name = open.shift(); name !== undefined && seen.size <= MOST_PROMPTS; name = open.shift()) {
    const found = await (name === root ? findPrompt(name, places) : findPrompt(name, places).catch(unlessUser));
    const reading = found && readPrompt(found.text);
    if (reading?.kind !== 'prompt') {
      // The run tells what is wrong, and needs a seat for that.
      someoneElse = true;
      continue;
    }
    const { front, pieces } = reading.prompt;
    if (front.agent === undefined) someoneElse = true;
    else if (!agents.includes(front.agent)) agents.push(front.agent);
    for (const macro of macrosIn(pieces)) {
      if (macro.kind !== 'generate' || seen.has(macro.name)) continue;
      seen.add(macro.name);
      open.push(macro.name);
    }
  }
  return { agents, someoneElse };
}

/** The first of the given agents that can write; the others would have nothing to do. */
function firstWriter(asked: readonly string[], roster: Roster): string[] {
  try {
    const able = agentsNamed(asked, roster, 'writer').find((it) => it.definition.roles.includes('writer'));
    if (able === undefined) return [BUILT_IN];
    const { definition, model } = able;
    return [model === definition.model ? definition.name : `${definition.name}@${model}`];
  } catch (error) {
    // An unknown agent is reported when seats are filled, as in every run.
    if (error instanceof MusterError && error.class === 'user') return [...asked];
    throw error;
  }
}

const BUILT_IN = 'writer';

function unlessUser(error: unknown): undefined {
  if (!(error instanceof MusterError) || error.class !== 'user') throw error;
}
