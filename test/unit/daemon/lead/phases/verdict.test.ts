// A verdict, step by step: the sources are audited first, and what cannot be audited ends in a condition, not in a wait.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseTemplate } from '../../../../../contracts/task/template.ts';
import { viewRun } from '../../../../../daemon/lead/run/view-run.ts';
import { GIVE_UP_AFTER } from '../../../../../skills/dispatch/retry.ts';
import { bound, RUN, seat, short, type TestRun } from '../test-run.ts';

const PHASES: PhaseTemplate[] = [
  { key: 'argue', kind: 'critic', mode: 'acceptance' },
  { key: 'verdict', kind: 'verdict' },
];
const AUDITED = { kind: 'audited' as const, phase: 'verdict' };

const told = (phases: PhaseTemplate[] = PHASES.slice(1)): TestRun => bound([seat('one', 'command', 'executor')], { phases });
const verdict = (run: TestRun) => viewRun(run.state()).verdict;

const test = suite('a verdict');

test('waits for the audit, and for nothing else', () => {
  const run = told();
  assert.equal(run.wanted(), ['audit-source:verdict']);
  const events = run.observation('audit-source:verdict', { ...AUDITED, audit: { changed: [] } });
  assert.equal(short(events), ['source.audited', 'work.judged', 'phase.ended', 'run.concluding done']);
  assert.is(verdict(run)?.verdict, 'accepted');
});

test('depends on what the audit saw', () => {
  const run = told();
  run.observation('audit-source:verdict', { ...AUDITED, audit: { changed: ['src/a.ts'] } });
  assert.is(verdict(run)?.verdict, 'blocked');
  assert.is(run.state().life.kind, 'concluding');
});

test('is conditional if the audit fails repeatedly', () => {
  const run = told();
  for (let n = 1; n <= GIVE_UP_AFTER; n++) {
    assert.not.ok(verdict(run));
    if (n > 1) run.pass(run.askAgainIn());
    run.observation('audit-source:verdict', { kind: 'failed', failure: { code: 'git-failed', message: 'git died', hint: '' } });
  }
  assert.is(verdict(run)?.verdict, 'conditional-accept');
  assert.match(verdict(run)?.audit.unknown ?? '', 'git died');
});

test('is not prepared while the run is paused, but afterwards', () => {
  const run = told();
  run.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  assert.equal(run.wanted(), []);
  assert.ok(Number.isFinite(run.askAgainIn()));
  run.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  assert.equal(run.wanted(), ['audit-source:verdict']);
});

test('uses an audit once, and none of another phase', () => {
  const run = told();
  assert.equal(run.observation('audit-source:verdict', { kind: 'audited', phase: 'elsewhere', audit: { changed: [] } }), []);
  run.observation('audit-source:verdict', { ...AUDITED, audit: { changed: [] } });
  assert.equal(run.observation('audit-source:verdict', { ...AUDITED, audit: { changed: ['late.ts'] } }), []);
});

test('is conditional if nobody argued against the work', () => {
  const run = told(PHASES);
  run.observation('audit-source:verdict', { ...AUDITED, audit: { changed: [] } });
  assert.equal(
    verdict(run)?.conditions.map((it) => it.why),
    ['no worker argued against the work: there is no critic'],
  );
});

test.run();
