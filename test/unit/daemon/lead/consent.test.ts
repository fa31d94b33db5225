// A run that waits for a person's word: what it wants, what its clock does, and what ends the wait.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allowCommand } from '../../../../daemon/lead/consent.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { workedFor } from '../../../../skills/run/clock.ts';
import { RUN, type Story, short, tell } from './story.ts';

const test = suite('a run that needs a person’s consent');
const DAY = 86_400_000;
const MISSING = { kind: 'consent-missing' as const, project: '/p', providers: ['codex'] };
const CONSENTED = { kind: 'consented' as const, providers: ['codex'] };
const status = (story: Story) => viewRun(story.state()).status;

function waiting(): Story {
  const story = tell();
  assert.equal(short(story.observation('ask-admission', MISSING)), ['consent.awaited']);
  return story;
}

test('waits before it asks for a slot, and asks once it has consent', () => {
  const story = waiting();
  assert.equal([status(story), viewRun(story.state()).waitsFor], ['awaiting-consent', 'muster allow /p codex']);
  assert.equal(story.wanted(), ['await-consent']);
  assert.equal(short(story.observation('await-consent', CONSENTED)), ['consent.given']);
  assert.equal(story.wanted(), ['ask-admission']);
  assert.equal(story.observation('await-consent', CONSENTED), [], 'twice is once');
});

test('that learns of it when its seats are filled continues from there', () => {
  const story = tell([{ type: 'run.admitted', payload: {} }]).pass(1_000);
  story.observation('bind', MISSING);
  const worked = workedFor(story.state(), story.now());
  story.pass(DAY);
  assert.is(workedFor(story.state(), story.now()), worked, 'its clock stands still');
  assert.equal(short(story.input({ kind: 'tick' })), []);
  story.observation('await-consent', CONSENTED);
  assert.equal(story.wanted(), ['capture-base']);
  assert.is(workedFor(story.state(), story.now()), worked);
});

test('does nothing while it is paused, and can be aborted', () => {
  const story = waiting();
  story.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  assert.equal(story.wanted(), []);
  story.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  assert.equal(story.wanted(), ['await-consent']);
  assert.is(short(story.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'no' } }))[0], 'run.concluding aborted');
});

test('waits a month, not for ever', () => {
  const story = waiting().pass(30 * DAY - 1);
  assert.equal([story.input({ kind: 'tick' }), story.askAgainIn()], [[], 1]);
  story.pass(1);
  assert.is(short(story.input({ kind: 'tick' }))[0], 'run.concluding consent-missing');
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
