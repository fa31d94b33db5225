// A plan phase, event by event: its planner, its voters, and what each of them answers.

import type { VerdictWord } from '../../../../../contracts/findings/finding.ts';
import type { Plan } from '../../../../../contracts/plan/plan.ts';
import type { GateAnswer } from '../../../../../contracts/run/gate.ts';
import type { PhaseTemplate } from '../../../../../contracts/task/template.ts';
import type { RunEvent } from '../../../../../skills/phases/events.ts';
import { ANSWER, file, seen } from '../../../skills/dispatch/situation.ts';
import { bound, prompt, RUN, type RunSettings, seat, started, type TestRun } from '../test-run.ts';

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

export const planRun = (settings: RunSettings = {}, seats = [PLANNER, ...VOTERS]): TestRun =>
  bound(seats, { phases: [PHASE], ...settings });

export const d = (n: number): string => `${RUN}.d${n}`;

export function starts(run: TestRun, n: number): void {
  run.observation(`write-prompt:${d(n)}.1`, prompt(d(n), 1, 'first'));
  run.observation(`start:${d(n)}.1`, started(d(n), 1));
}

/** The whole work of a dispatch, up to the point where its evidence has been looked up. */
export function brings(run: TestRun, n: number, what: object): RunEvent[] {
  starts(run, n);
  const { role, skill } = run.state().dispatches[n - 1] ?? {};
  const answer = file({ ...ANSWER, dispatch: d(n), role, ...what });
  const events = run.observation(`look:${d(n)}.1:running`, {
    kind: 'looked',
    dispatch: d(n),
    attempt: 1,
    look: seen({ result: answer }),
  });
  if (skill !== 'plan-verification') return events;
  const verdicts = (run.state().dispatches[n - 1]?.verdicts ?? []).map(({ verdict }) => ({ finding: verdict.finding, checks: [] }));
  return [...events, ...run.observation(`check-evidence:${d(n)}`, { kind: 'evidence', dispatch: d(n), findings: [], verdicts, gaps: [] })];
}

export const says = (run: TestRun, n: number, verdict: VerdictWord, about = /./): object => ({
  verdicts: (run.state().dispatches[n - 1]?.findings ?? []).map((finding) => ({
    finding,
    verdict: about.test(finding) ? verdict : 'AGREE',
    basis: `it is ${verdict}`,
  })),
});

export function answer(run: TestRun, nth: number, said: GateAnswer, comment?: string): RunEvent[] {
  const { gate } = run.state().gates[nth - 1] ?? {};
  if (!gate) throw new Error(`there is no gate ${nth}`);
  const words = comment === undefined ? {} : { comment };
  return run.input({ kind: 'command', command: { kind: 'answer', run: RUN, gate: gate.id, answer: said, shown: gate.shown, ...words } });
}

/** Drafted as the newest dispatch says, and agreed with by everybody but who objects. */
export function voted(run: TestRun, from: number, verdict: VerdictWord = 'AGREE', about = /STG/): RunEvent[] {
  brings(run, from, says(run, from, verdict, about));
  return brings(run, from + 1, says(run, from + 1, verdict, about));
}

export const offers = (run: TestRun): string[] =>
  run
    .state()
    .gates.at(-1)
    ?.gate.offers.map((it) => it.answer) ?? [];

export const asked = (run: TestRun): string[] => run.state().dispatches.map((it) => `${it.seat} ${it.pass}/${it.round}`);
