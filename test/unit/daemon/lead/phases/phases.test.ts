// Several phases of one kind in a run, passes that are done again, and phases that leave nothing behind.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseTemplate } from '../../../../../contracts/task/template.ts';
import { EXIT, exitOfRun } from '../../../../../daemon/cli/words/exit-code.ts';
import { viewRun } from '../../../../../daemon/lead/run/view-run.ts';
import { NOT_FOLLOWED } from '../../../../../skills/phases/degraded.ts';
import type { RunEventOf } from '../../../../../skills/phases/events.ts';
import { contributionsTo } from '../../../../../skills/phases/turns.ts';
import { ANSWER, file, seen, session } from '../../../skills/dispatch/situation.ts';
import { attemptEnded, bound, prompt, RUN, seat, started, type TestRun } from '../test-run.ts';

const test = suite('phases of a run');

const look = (key: string): PhaseTemplate => ({ key, kind: 'fan-out', role: 'analyser', skill: 'analysis', expects: MADE });
const MADE = { artifact: 'findings', schema: 'findings@1' };
const examine = (key: string): PhaseTemplate => ({
  key,
  kind: 'convergence',
  expects: { artifact: 'convergence', schema: 'convergence@1' },
});

const raised = (title: string, path: string) => ({
  localId: 'a',
  title,
  severity: 'major',
  category: 'correctness',
  claim: `${title}, as anybody can see`,
  evidence: [{ path, line: 1, quote: 'the line that stands there' }],
  confidence: 0.9,
});

/** The dispatch is asked, starts, and answers with these findings; its evidence is found. */
function answers(run: TestRun, n: number, findings: object[]): void {
  const dispatch = `${RUN}.d${n}`;
  run.observation(`write-prompt:${dispatch}.1`, prompt(dispatch, 1, 'first'));
  run.observation(`start:${dispatch}.1`, started(dispatch, 1));
  const result = file({ ...ANSWER, dispatch, nonce: 'n1', findings });
  run.observation(`look:${dispatch}.1:running`, { kind: 'looked', dispatch, attempt: 1, look: seen({ session: session({}), result }) });
  const checks = [{ outcome: 'found' as const }];
  run.observation(`check-evidence:${dispatch}`, {
    kind: 'evidence',
    dispatch,
    findings: findings.map(() => ({ ref: `${dispatch}/a`, checks })),
    verdicts: [],
    gaps: [],
  });
  run.observation(`end:${dispatch}.1`, attemptEnded(dispatch, 1));
}

const titles = (run: TestRun) => viewRun(run.state()).findings.map((it) => `${it.id} ${it.title}`);

test('of one kind have a state each: what is raised after an examination belongs to the next, and numbering continues', () => {
  const phases = [look('first'), examine('one'), look('second'), examine('two')];
  const run = bound([seat('one')], { phases });
  answers(run, 1, [raised('a job is lost', 'src/a.ts')]);
  answers(run, 2, [raised('the lock is never released', 'src/b.ts')]);
  assert.equal(titles(run), ['F-001 a job is lost', 'F-002 the lock is never released']);
  const grouped = run.journal().flatMap((it) => (it.type === 'convergence.grouped' ? [it.payload] : []));
  assert.equal(
    grouped.map((it: RunEventOf<'convergence.grouped'>['payload']) => [it.phase, it.findings.map(({ id }) => id)]),
    [
      ['one', ['F-001']],
      ['two', ['F-002']],
    ],
  );
});

test('forget what a worker raised before it was asked to do its work again', () => {
  const gates = [{ name: 'enough', asks: 'Is that enough?' }];
  const run = bound([seat('one')], { phases: [{ ...look('first'), gates }, examine('one')] });
  answers(run, 1, [raised('this was said first', 'src/a.ts')]);
  const gate = run.state().gates[0]?.gate;
  if (!gate) throw new Error('nobody is asked');
  const said = { run: RUN, gate: gate.id, shown: gate.shown };
  run.input({ kind: 'command', command: { kind: 'answer', ...said, answer: 'request-changes', comment: 'look closer' } });
  for (const n of [3, 4]) {
    const dispatch = `${RUN}.d${n}`;
    run.observation(`write-prompt:${dispatch}.1`, prompt(dispatch, 1, 'first'));
    run.observation(`start:${dispatch}.1`, started(dispatch, 1));
  }
  assert.equal(run.state().raised, []);
  answers(run, 2, [raised('this was said then', 'src/a.ts')]);
  const next = run.state().gates[1]?.gate;
  if (!next) throw new Error('nobody is asked again');
  run.input({ kind: 'command', command: { kind: 'answer', run: RUN, gate: next.id, shown: next.shown, answer: 'approve' } });
  assert.equal(titles(run), ['F-001 this was said then']);
});

test('report findings that no phase examines', () => {
  const run = bound([seat('one')], { phases: [look('first')] });
  answers(run, 1, [raised('a job is lost', 'src/a.ts')]);
  assert.equal(titles(run), ['F-001 a job is lost']);
  assert.is(contributionsTo(run.state()).convergence?.ended, 'disabled');
});

test('that produce nothing make the run degraded, and are named first', () => {
  const plans: PhaseTemplate = { key: 'next', kind: 'phase-plan', expects: { artifact: 'phase-plan', schema: 'phase-plan@1' } };
  const run = bound([seat('one')], { phases: [look('first'), plans] });
  answers(run, 1, [raised('a job is lost', 'src/a.ts')]);
  const view = viewRun(run.state());
  assert.is(view.degraded, true);
  assert.match(view.degradedWhy[0] ?? '', /^phase next skipped: /);
});

test('of a review of what is new are degraded where the program could not follow what was open', () => {
  const digest = 'a'.repeat(64);
  const files = { json: digest, markdown: digest, html: digest, path: '/report', stub: false };
  const reviewed = (since: string | undefined) => {
    const run = bound([seat('one')], { phases: [look('first')], ...(since === undefined ? {} : { since }) });
    answers(run, 1, [raised('a job is lost', 'src/a.ts')]);
    run.observation('clear-workplaces', { kind: 'cleared', moved: 0 });
    run.observation('compose-report', { kind: 'composed', ...files });
    assert.is(run.state().report?.path, '/report');
    return viewRun(run.state());
  };
  assert.equal(reviewed(undefined).degradedWhy, []);
  const view = reviewed('r-bbbbbb');
  assert.equal(view.degradedWhy, [NOT_FOLLOWED]);
  assert.is(exitOfRun(view, 'critical'), EXIT.degraded);
});

test('count a worker once while its work is repeated, and forget none that still works', () => {
  const gates = [{ name: 'enough', asks: 'Is that enough?' }];
  const run = bound([seat('one'), seat('two')], { phases: [{ ...look('first'), gates }] });
  assert.equal(viewRun(run.state()).degradedWhy, []);
  for (const n of [1, 2]) answers(run, n, []);
  const gate = run.state().gates[0]?.gate;
  if (!gate) throw new Error('nobody is asked');
  const said = { run: RUN, gate: gate.id, shown: gate.shown };
  run.input({ kind: 'command', command: { kind: 'answer', ...said, answer: 'request-changes', comment: 'look closer' } });
  for (const n of [3, 4]) {
    const dispatch = `${RUN}.d${n}`;
    run.observation(`write-prompt:${dispatch}.1`, prompt(dispatch, 1, 'first'));
    run.observation(`start:${dispatch}.1`, started(dispatch, 1));
  }
  const polls = run.journal().flatMap((it) => (it.type === 'poll.reported' ? [it.payload] : []));
  assert.equal(polls.at(-1), { pending: 2, done: 0 });
});

test.run();
