// A plan phase told as a story: its planner, its voters, and what each brings.

import type { VerdictWord } from '../../../../contracts/findings/finding.ts';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import type { GateAnswer } from '../../../../contracts/run/gate.ts';
import type { PhaseTemplate } from '../../../../contracts/task/template.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import { ANSWER, file, seen } from '../../skills/dispatch/situation.ts';
import { bound, type Otherwise, prompt, RUN, type Story, seat, started } from './story.ts';

export const PLAN: Plan = {
  goal: 'It works',
  acceptance: [],
  options: [
    { title: 'mend', pros: [], cons: [] },
    { title: 'leave', pros: [], cons: [] },
  ],
  recommended: 'mend',
  commands: { test: ['npm', 'test'] },
  stages: [
    {
      id: 'one',
      title: 'The one',
      goal: 'it is mended',
      owner: 'executor',
      dependsOn: [],
      files: ['src/**'],
      steps: [{ action: 'RED: a test that fails', detail: '' }],
      sliceValue: 'it works',
      acceptance: 'the test passes',
      validators: [{ kind: 'test-pass', command: 'test' }],
      exitContract: 'the test stays',
      toolProfile: [],
    },
  ],
  rollback: 'revert',
  checklist: [],
  requirementCoverage: [],
};

const PHASE: PhaseTemplate = { key: 'plan', kind: 'plan' };

export const PLANNER = seat('author', 'command', 'planner');

const VOTERS = [seat('first', 'command', 'verifier'), seat('second', 'command', 'verifier')];

export const told = (otherwise: Otherwise = {}, seats = [PLANNER, ...VOTERS]): Story => bound(seats, { phases: [PHASE], ...otherwise });

export const d = (n: number): string => `${RUN}.d${n}`;

export function starts(story: Story, n: number): void {
  story.observation(`write-prompt:${d(n)}.1`, prompt(d(n), 1, 'first'));
  story.observation(`start:${d(n)}.1`, started(d(n), 1));
}

/** The whole work of a dispatch, up to the point where its evidence has been looked up. */
export function brings(story: Story, n: number, what: object): RunEvent[] {
  starts(story, n);
  const { role, skill } = story.state().dispatches[n - 1] ?? {};
  const answer = file({ ...ANSWER, dispatch: d(n), role, ...what });
  const events = story.observation(`look:${d(n)}.1:running`, {
    kind: 'looked',
    dispatch: d(n),
    attempt: 1,
    look: seen({ result: answer }),
  });
  if (skill !== 'plan-verification') return events;
  const verdicts = (story.state().dispatches[n - 1]?.verdicts ?? []).map(({ verdict }) => ({ finding: verdict.finding, checks: [] }));
  return [
    ...events,
    ...story.observation(`check-evidence:${d(n)}`, { kind: 'evidence', dispatch: d(n), findings: [], verdicts, gaps: [] }),
  ];
}

export const says = (story: Story, n: number, verdict: VerdictWord, about = /./): object => ({
  verdicts: (story.state().dispatches[n - 1]?.findings ?? []).map((finding) => ({
    finding,
    verdict: about.test(finding) ? verdict : 'AGREE',
    basis: `it is ${verdict}`,
  })),
});

export function answer(story: Story, nth: number, said: GateAnswer, comment?: string): RunEvent[] {
  const { gate } = story.state().gates[nth - 1] ?? {};
  if (!gate) throw new Error(`there is no gate ${nth}`);
  const words = comment === undefined ? {} : { comment };
  return story.input({ kind: 'command', command: { kind: 'answer', run: RUN, gate: gate.id, answer: said, shown: gate.shown, ...words } });
}

/** Drafted as the newest dispatch says, and agreed with by everybody but who objects. */
export function voted(story: Story, from: number, verdict: VerdictWord = 'AGREE', about = /STG/): RunEvent[] {
  brings(story, from, says(story, from, verdict, about));
  return brings(story, from + 1, says(story, from + 1, verdict, about));
}

export const offers = (story: Story): string[] =>
  story
    .state()
    .gates.at(-1)
    ?.gate.offers.map((it) => it.answer) ?? [];

export const asked = (story: Story): string[] => story.state().dispatches.map((it) => `${it.seat} ${it.pass}/${it.round}`);
