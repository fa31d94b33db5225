// A run that waits for a person's word: what it wants, what its clock does, and what ends the wait.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allowCommand } from '../../../../daemon/lead/consent.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { workedFor } from '../../../../skills/run/clock.ts';
import { createRun, RUN, short, type TestRun } from './test-run.ts';

const test = suite('a run that needs a person’s consent');
const DAY = 86_400_000;
const MISSING = { kind: 'consent-missing' as const, project: '/p', providers: ['codex'] };
const CONSENTED = { kind: 'consented' as const, providers: ['codex'] };
const status = (run: TestRun) => viewRun(run.state()).status;

function waiting(): TestRun {
  const run = createRun();
  assert.equal(short(run.observation('ask-admission', MISSING)), ['consent.awaited']);
  return run;
}

test('waits before it asks for a slot, and asks once it has consent', () => {
  const run = waiting();
  assert.equal([status(run), viewRun(run.state()).waitsFor], ['awaiting-consent', 'muster allow /p codex']);
  assert.equal(run.wanted(), ['await-consent']);
  assert.equal(short(run.observation('await-consent', CONSENTED)), ['consent.given']);
  assert.equal(run.wanted(), ['ask-admission']);
  assert.equal(run.observation('await-consent', CONSENTED), [], 'twice is once');
});

test('that learns of it when its seats are filled continues from there', () => {
  const run = createRun([{ type: 'run.admitted', payload: {} }]).pass(1_000);
  run.observation('bind', MISSING);
  const worked = workedFor(run.state(), run.now());
  run.pass(DAY);
  assert.is(workedFor(run.state(), run.now()), worked, 'its clock stands still');
  assert.equal(short(run.input({ kind: 'tick' })), []);
  run.observation('await-consent', CONSENTED);
  assert.equal(run.wanted(), ['capture-base']);
  assert.is(workedFor(run.state(), run.now()), worked);
});

test('does nothing while it is paused, and can be aborted', () => {
  const run = waiting();
  run.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  assert.equal(run.wanted(), []);
  run.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  assert.equal(run.wanted(), ['await-consent']);
  assert.is(short(run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'no' } }))[0], 'run.concluding aborted');
});

test('waits a month, not for ever', () => {
  const run = waiting().pass(30 * DAY - 1);
  assert.equal([run.input({ kind: 'tick' }), run.askAgainIn()], [[], 1]);
  run.pass(1);
  assert.is(short(run.input({ kind: 'tick' }))[0], 'run.concluding consent-missing');
});

test('says what to type, whatever the folder is called', () => {
  for (const [project, says] of [
    ['/home/me/shop', 'muster allow /home/me/shop codex'],
    ['/home/me/my shop', "muster allow '/home/me/my shop' codex"],
    ["/it's", "muster allow '/it'\\''s' codex"],
  ] as const)
    assert.is(allowCommand(project, ['codex']), says);
});

test.run();
