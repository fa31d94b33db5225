// Which agents a prompt run needs: prompt files name their agents, but seats are filled before any
// prompt is read. So the prompt and those that it generates are read when the task is accepted.

import type { Roster } from '../../agents/roster.ts';
import { agentsNamed, canWrite, type NamedAgent } from '../../agents/seating.ts';
import type { Config } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { AgentDefinition, Role } from '../../contracts/task/agent.ts';
import type { Task } from '../../contracts/task/task.ts';
import type { Template } from '../../contracts/task/template.ts';
import { macrosIn } from '../../skills/make/macros.ts';
import { readPrompt } from '../../skills/make/read-prompt.ts';
import { findPrompt, type PromptPlaces } from '../make/find-prompt.ts';

/** More than this is a cycle or a mistake, which the run reports. */
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
  const { agents, roles, someoneElse } = await wishesOf(task.prompt, places);
  const ordinary = someoneElse || roles.size > 0 ? firstOf(roles, someoneElse, task.agents ?? config.agents, await roster()) : [];
  // First, because a prompt without an agent gets the first one.
  return { ...task, agents: [...new Set([...ordinary, ...agents])].slice(0, MOST_AGENTS) };
}

/** Throws only if the prompt itself is missing; errors within a file are reported by the run, which has a manifest. */
async function wishesOf(root: string, places: PromptPlaces): Promise<{ agents: string[]; roles: Set<Role>; someoneElse: boolean }> {
  const agents: string[] = [];
  const roles = new Set<Role>();
  let someoneElse = false;
  const seen = new Set([root]);
  const open = [root];
  for (let name = open.shift(); name !== undefined && seen.size <= MOST_PROMPTS; name = open.shift()) {
    const found = await (name === root ? findPrompt(name, places) : findPrompt(name, places).catch(unlessUser));
    const reading = found && readPrompt(found.text);
    if (reading?.kind !== 'prompt') {
      // The run reports what is wrong, and needs a seat for that.
      someoneElse = true;
      continue;
    }
    const { front, pieces } = reading.prompt;
    if (front.agent !== undefined) agents.push(front.agent);
    else if (front.role !== undefined && front.role !== 'writer') roles.add(front.role);
    else someoneElse = true;
    for (const macro of macrosIn(pieces)) {
      if (macro.kind !== 'generate' || seen.has(macro.name)) continue;
      seen.add(macro.name);
      open.push(macro.name);
    }
  }
  return { agents, roles, someoneElse };
}

/** The first writer among the given agents, and the first for each requested role; the others would have nothing to do. */
function firstOf(roles: ReadonlySet<Role>, someoneElse: boolean, asked: readonly string[], roster: Roster): string[] {
  try {
    const able = (role: Role) => agentsNamed(asked, roster, role).find(({ definition }) => isAble(definition, role));
    const others = [...roles].flatMap((role) => able(role) ?? []).map(nameOf);
    // A role that nobody has needs a seat too: the run reports it.
    if (!someoneElse && others.length === roles.size) return others;
    const writer = able('writer');
    return [writer === undefined ? BUILT_IN : nameOf(writer), ...others];
  } catch (error) {
    // An unknown agent is reported when seats are filled, as in every run.
    if (error instanceof MusterError && error.class === 'user') return [...asked];
    throw error;
  }
}

const nameOf = ({ definition, model }: NamedAgent): string =>
  model === definition.model ? definition.name : `${definition.name}@${model}`;

const isAble = (it: AgentDefinition, role: Role): boolean => it.roles.includes(role) && canWrite(it);

const BUILT_IN = 'writer';

function unlessUser(error: unknown): undefined {
  if (!(error instanceof MusterError) || error.class !== 'user') throw error;
}
