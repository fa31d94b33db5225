// A verdict, step by step: the sources are audited first, and what cannot be audited ends in a condition, not in a wait.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PhaseTemplate } from '../../../../contracts/task/template.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { GIVE_UP_AFTER } from '../../../../skills/dispatch/retry.ts';
import { bound, RUN, type Story, seat, short } from './story.ts';

const PHASES: PhaseTemplate[] = [
  { key: 'argue', kind: 'critic', mode: 'acceptance' },
  { key: 'verdict', kind: 'verdict' },
];
const AUDITED = { kind: 'audited' as const, phase: 'verdict' };

const told = (phases: PhaseTemplate[] = PHASES.slice(1)): Story => bound([seat('one', 'command', 'executor')], { phases });
const verdict = (story: Story) => viewRun(story.state()).verdict;

const test = suite('a verdict');

test('waits for the audit, and for nothing else', () => {
  const story = told();
  assert.equal(story.wanted(), ['audit-source:verdict']);
  const events = story.observation('audit-source:verdict', { ...AUDITED, audit: { changed: [] } });
  assert.equal(short(events), ['source.audited', 'work.judged', 'phase.ended', 'run.concluding done']);
  assert.is(verdict(story)?.verdict, 'accepted');
});

test('depends on what the audit saw', () => {
  const story = told();
  story.observation('audit-source:verdict', { ...AUDITED, audit: { changed: ['src/a.ts'] } });
  assert.is(verdict(story)?.verdict, 'blocked');
  assert.is(story.state().life.kind, 'concluding');
});

test('is conditional if the audit fails repeatedly', () => {
  const story = told();
  for (let n = 1; n <= GIVE_UP_AFTER; n++) {
    assert.not.ok(verdict(story));
    if (n > 1) story.pass(story.askAgainIn());
    story.observation('audit-source:verdict', { kind: 'failed', failure: { code: 'git-failed', message: 'git died', hint: '' } });
  }
  assert.is(verdict(story)?.verdict, 'conditional-accept');
  assert.match(verdict(story)?.audit.unknown ?? '', 'git died');
});

test('is not prepared while the run is paused, but afterwards', () => {
  const story = told();
  story.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  assert.equal(story.wanted(), []);
  assert.ok(Number.isFinite(story.askAgainIn()));
  story.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  assert.equal(story.wanted(), ['audit-source:verdict']);
});

test('uses an audit once, and none of another phase', () => {
  const story = told();
  assert.equal(story.observation('audit-source:verdict', { kind: 'audited', phase: 'elsewhere', audit: { changed: [] } }), []);
  story.observation('audit-source:verdict', { ...AUDITED, audit: { changed: [] } });
  assert.equal(story.observation('audit-source:verdict', { ...AUDITED, audit: { changed: ['late.ts'] } }), []);
});

test('is conditional if nobody argued against the work', () => {
  const story = told(PHASES);
  story.observation('audit-source:verdict', { ...AUDITED, audit: { changed: [] } });
  assert.equal(
    verdict(story)?.conditions.map((it) => it.why),
    ['no worker argued against the work: there is no critic'],
  );
});

test.run();
