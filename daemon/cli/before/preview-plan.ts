// Who would take part in a run, with which account, and what each would be asked: worked out before
// anything starts, by the same rules as in the run.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { providerNamed } from '../../../agents/providers.ts';
import { type RequestedSeat, requestedSeats } from '../../../agents/seating.ts';
import type { ConvergenceSettings } from '../../../contracts/findings/convergence.ts';
import type { Task } from '../../../contracts/task/task.ts';
import type { Template } from '../../../contracts/task/template.ts';
import { phaseOf } from '../../../skills/phases/table.ts';
import { outputFor, WORK_KINDS } from '../../../skills/phases/work-kinds.ts';
import { bodyText } from '../../../skills/prompts/body.ts';
import { needsConsent } from '../../effects/house/consent.ts';
import { type Earlier, earlierRuns } from '../named/earlier-runs.ts';
import { type AgentLine, lineOf, rosterFor } from '../named/find-agents.ts';
import type { Context } from '../words/command.ts';
import type { CheckedTask } from './check-task.ts';

export type SeatPreview = {
  seat: string;
  role: string;
  agent: AgentLine;
  model: string;
  /** `needed`: a person has to allow the provider for this project first. */
  consent: 'not-needed' | 'given' | 'needed';
  /** Its first prompt, without the lines that name the dispatch. */
  prompt: string | null;
};

export type PlanPreview = {
  seats: SeatPreview[];
  deadline: string;
  /** The phases in order, and their time limits if they have any. */
  phases: { key: string; kind: string; deadline: string | null }[];
  /** How findings are examined; null if no phase does. */
  convergence: ConvergenceSettings | null;
  budget: Task['budget'] | null;
  /** How long earlier runs with the same providers took, and what they cost. */
  earlier: Earlier[];
  /** For example, that the project has agents which are not trusted. */
  says: string | undefined;
};

const SKILLS = join(import.meta.dirname, '..', '..', '..', 'skills');

export async function previewPlan({ task, template, config }: CheckedTask, context: Context): Promise<PlanPreview> {
  const { roster, house, says } = await rosterFor(task.project, context);
  const wishes = requestedSeats(template, task.agents ?? config.agents, roster);
  const allowed = house.allowed[task.project] ?? [];
  const seats = await Promise.all(
    wishes.map(async (wish): Promise<SeatPreview> => {
      const { definition, seat, role, model } = wish;
      const agent = await lineOf(definition, context.env, house);
      return {
        seat,
        role,
        agent,
        model: definition.provider === 'builtin' ? 'none' : model,
        consent: !needsConsent(definition, providerNamed) ? 'not-needed' : allowed.includes(definition.provider) ? 'given' : 'needed',
        prompt: await promptOf(wish, task, template),
      };
    }),
  );
  const budget = task.budget ?? template.budget;
  return {
    seats,
    deadline: task.deadline ?? template.deadline,
    phases: template.phases.map(({ key, kind, deadline = null }) => ({ key, kind, deadline })),
    convergence: template.phases.some((it) => phaseOf(it).examines) ? template.convergence : null,
    budget: Object.keys(budget).length === 0 ? null : budget,
    earlier: await earlierRuns(template.name, receiversAmong(seats), context),
    says,
  };
}

/** The providers that would receive code, once each. */
export const receiversAmong = (seats: readonly SeatPreview[]): string[] => [
  ...new Set(seats.flatMap((it) => (it.agent.sendsCode ? [it.agent.provider] : []))),
];

/** The first prompt only; later ones depend on what is found. */
async function promptOf({ role, definition }: RequestedSeat, task: Task, template: Template): Promise<string | null> {
  const phase = template.phases.find((it) => phaseOf(it).begin !== undefined && it.role === role);
  const skill = typeof phase?.skill === 'string' ? phase.skill : '';
  const work = Object.hasOwn(WORK_KINDS, skill) ? WORK_KINDS[skill] : undefined;
  if (!work) return null;
  return bodyText({
    skill: await readFile(join(SKILLS, work.folder, 'SKILL.md'), 'utf8'),
    instructions: definition.instructions,
    brief: task.brief,
    objective: task.objective,
    directive: task.directive,
    scope: task.scope,
    language: task.language,
    inputs: {},
    material: [],
    output: outputFor(skill),
  });
}
