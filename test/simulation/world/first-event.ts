// The task of a simulated run, with the template and the settings that a person would have.

import { readFileSync } from 'node:fs';
import type { Config } from '../../../contracts/config.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import type { Task } from '../../../contracts/task/task.ts';
import type { PhaseTemplate, Template } from '../../../contracts/task/template.ts';
import { readTemplate } from '../../../daemon/intake/templates.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { EVERY_ROLE } from '../simulated/agents.ts';

export const RUN = 'r-aaaaaa';
export const PROJECT = '/p';
/** The run whose plan another run carries out. */
export const PLANNED = 'r-cccccc';

const TEXT = readFileSync(new URL('../../../skills/templates/review.yaml', import.meta.url), 'utf8');
const REVIEW = readTemplate(TEXT, 'review.yaml');
/** A person is asked before the run continues after its findings. */
const ASKED = TEXT.replace('skill: analysis,', "skill: analysis, gates: [{ name: go-on, asks: 'Shall we go on?' }],");
const WITH_GATE = readTemplate(ASKED, 'review.yaml');
const WITH_CRITIC = readTemplate(TEXT.replace('critic: false', 'critic: true'), 'review.yaml');

const IMPLEMENTS = readTemplate(
  readFileSync(new URL('../../../skills/templates/implementation.yaml', import.meta.url), 'utf8'),
  'implementation.yaml',
);
const GIVEN = readTemplate(readFileSync(new URL('../../../skills/templates/given-plan.yaml', import.meta.url), 'utf8'), 'given-plan.yaml');

const FURTHER: PhaseTemplate = { key: 'further', kind: 'phase-plan' };
const LAST: readonly PhaseTemplate[] = [
  { key: 'plan', kind: 'plan' },
  { key: 'verdict', kind: 'verdict' },
];

/** Short enough that slow and silent workers do not get to their own limits. */
function limited(phase: PhaseTemplate, seed: number): PhaseTemplate {
  if (seed % 7 === 3 && phase.kind === 'fan-out') return { ...phase, deadline: '6m' };
  return seed % 7 === 5 && phase.kind !== 'fan-out' ? { ...phase, deadline: '4m' } : phase;
}

/** `kind`: the kind of run; `given`: the plan that it gets for approval. */
export type Asked = { kind: 'review' | 'planned' | 'stages'; given?: Plan | undefined };

export function firstEvent(seed: number, config: Config, agents: string[], { kind, given }: Asked): RunEvent {
  if (given) return givenEvent(given, config, agents);
  if (kind === 'stages') return stagesEvent(seed, config, agents);
  const planned = kind === 'planned';
  const maxRounds = 1 + (seed % 3);
  const review = seed % 5 < 2 ? WITH_CRITIC : seed % 5 < 4 ? WITH_GATE : REVIEW;
  const [analysis, ...examined] = review.phases;
  const phases = (planned && analysis ? [analysis, FURTHER, ...examined, ...LAST] : review.phases).map((it) => limited(it, seed));
  const task: Partial<Task> = {
    type: 'review',
    approvals: planned && seed % 4 === 0 ? 'auto' : 'ask',
    deadline: seed % 7 === 0 ? '10m' : '4h',
  };
  const convergence = { ...review.convergence, maxRounds, adversarial: seed % 2 === 0 };
  return created(seed, { ...review, roster: EVERY_ROLE, phases, convergence }, config, agents, task);
}

/** In some of them, others review the finished work. */
function stagesEvent(seed: number, config: Config, agents: string[]): RunEvent {
  const phases = seed % 3 === 0 ? IMPLEMENTS.phases : IMPLEMENTS.phases.slice(0, 1);
  return created(seed, { ...IMPLEMENTS, phases }, config, agents, {
    type: 'implementation',
    plan: PLANNED,
    approvals: seed % 5 === 0 ? 'auto' : 'ask',
    deadline: seed % 11 === 0 ? '20m' : '8h',
  });
}

const givenEvent = (given: Plan, config: Config, agents: string[]): RunEvent =>
  created(0, { ...GIVEN, phases: GIVEN.phases.slice(0, 1) }, config, agents, { type: 'given-plan', brief: JSON.stringify(given) });

function created(seed: number, template: Template, config: Config, agents: string[], more: Partial<Task>): RunEvent {
  return {
    type: 'run.created',
    payload: {
      run: RUN,
      task: {
        title: `seed ${seed}`,
        project: PROJECT,
        type: 'review',
        language: 'en',
        related: [],
        scope: [],
        agents,
        base: 'worktree',
        force: false,
        approvals: 'ask',
        brief: 'look',
        deadline: '4h',
        ...more,
      },
      text: 'e'.repeat(64),
      origin: { kind: 'tool', tool: 'simulation' },
      template,
      config,
      home: '/home',
    },
  };
}
