// The task of a simulated run, with the template and the settings that a person would have.

import { readFileSync } from 'node:fs';
import { Config } from '../../contracts/config.ts';
import type { RunEvent } from '../../contracts/run-event.ts';
import type { PhaseTemplate } from '../../contracts/template.ts';
import { readTemplate } from '../../daemon/templates.ts';

const TEXT = readFileSync(new URL('../../skills/templates/review.yaml', import.meta.url), 'utf8');
const REVIEW = readTemplate(TEXT, 'review.yaml');
const PLAN: PhaseTemplate = { key: 'plan', kind: 'plan' };
const FURTHER: PhaseTemplate = { key: 'further', kind: 'phase-plan' };
const VERDICT: PhaseTemplate = { key: 'verdict', kind: 'verdict' };
const WITH_CRITIC = readTemplate(TEXT.replace('critic: false', 'critic: true'), 'review.yaml');

export function firstEvent(seed: number): RunEvent {
  const maxRounds = 1 + (seed % 3);
  const { phases, ...review } = seed % 5 < 3 ? WITH_CRITIC : REVIEW;
  const [analysis, ...examined] = phases;
  const asked = seed % 11 < 3 ? [FURTHER] : [];
  const after = [...(seed % 2 === 0 ? [PLAN] : []), ...(seed % 3 === 0 ? [VERDICT] : [])];
  return {
    type: 'run.created',
    payload: {
      run: 'r-aaaaaa',
      task: {
        title: `seed ${seed}`,
        project: '/p',
        type: 'review',
        language: 'en',
        related: [],
        scope: [],
        base: 'worktree',
        force: false,
        approvals: seed % 8 === 0 ? 'auto' : 'ask',
        brief: 'look',
        deadline: seed % 7 === 0 ? '10m' : '4h',
      },
      text: 'e'.repeat(64),
      origin: { kind: 'tool', tool: 'simulation' },
      template: {
        ...review,
        phases: [...(analysis ? [analysis] : []), ...asked, ...examined, ...after],
        convergence: { ...review.convergence, maxRounds, adversarial: seed % 2 === 0 },
      },
      config: Config.parse({}),
      home: '/home',
    },
  };
}
