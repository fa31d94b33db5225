// The task of a simulated run, with the template and the settings that a person would have.

import { readFileSync } from 'node:fs';
import type { Config } from '../../contracts/config.ts';
import type { PhaseTemplate } from '../../contracts/task/template.ts';
import { readTemplate } from '../../daemon/intake/templates.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import { EVERY_ROLE } from './played/company.ts';

export const RUN = 'r-aaaaaa';
export const PROJECT = '/p';

const TEXT = readFileSync(new URL('../../skills/templates/review.yaml', import.meta.url), 'utf8');
const REVIEW = readTemplate(TEXT, 'review.yaml');
/** A person is asked before the run goes on from what was found. */
const ASKED = TEXT.replace('skill: analysis,', "skill: analysis, gates: [{ name: go-on, asks: 'Shall we go on?' }],");
const WITH_GATE = readTemplate(ASKED, 'review.yaml');
const WITH_CRITIC = readTemplate(TEXT.replace('critic: false', 'critic: true'), 'review.yaml');

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

export function firstEvent(seed: number, config: Config, agents: string[], planned = false): RunEvent {
  const maxRounds = 1 + (seed % 3);
  const review = seed % 5 < 2 ? WITH_CRITIC : seed % 5 < 4 ? WITH_GATE : REVIEW;
  const [analysis, ...examined] = review.phases;
  const phases = (planned && analysis ? [analysis, FURTHER, ...examined, ...LAST] : review.phases).map((it) => limited(it, seed));
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
        approvals: planned && seed % 4 === 0 ? 'auto' : 'ask',
        brief: 'look',
        deadline: seed % 7 === 0 ? '10m' : '4h',
      },
      text: 'e'.repeat(64),
      origin: { kind: 'tool', tool: 'simulation' },
      template: { ...review, roster: EVERY_ROLE, phases, convergence: { ...review.convergence, maxRounds, adversarial: seed % 2 === 0 } },
      config,
      home: '/home',
    },
  };
}
