// Workers that never end by themselves: silent, ignoring signals, busy with nothing, printing endlessly; and one whose answer comes
// after it was given up.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventEnvelope } from '../../../contracts/event.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { attemptEventsOf, dispatchOf, lastAttempt, outcomeOf, type ScriptedWorker, seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite('a worker that');
let fixture: DaemonFixture;
let view: RunView;
let events: EventEnvelope[];

test.before(async () => {
  fixture = openDaemonFixture();
  const answer = join(fixture.folder, 'answer');
  const end = join(fixture.folder, 'end');
  const company: Record<string, ScriptedWorker> = {
    silent: { worker: 'forever.sh' },
    deaf: { worker: 'ignores-term.sh' },
    busy: { worker: 'hang-busy.sh' },
    talker: { worker: 'endless-output.sh', deadline: '5s' },
    leaver: { worker: 'forks-away.sh' },
    late: { worker: 'late.mjs', args: [answer] },
    patient: { worker: 'waits-for-file.mjs', args: [end] },
  };
  try {
    // The lead has half of that to see that one is suspect before it is silent.
    seatWorkers(fixture, company, { quiet: 8_000, busy: 16_000 });
    await fixture.up();
    const run = await startRun(fixture, company);
    const ended = async (seat: string) => (await fixture.view(run)).dispatches.find((it) => it.seat === seat)?.status ?? null;
    await until('everybody but the patient one to be given up', async () => {
      const { dispatches } = await fixture.view(run);
      return dispatches.length > 0 && dispatches.every((it) => it.seat === 'patient' || it.status !== null);
    });
    assert.is(await ended('late'), 'timeout');
    writeFileSync(answer, '');
    await until('the late answer to be seen', async () => (await ended('late')) === 'completed');
    writeFileSync(end, '');
    view = await fixture.ended(run);
    events = await fixture.events(run);
  } catch (error) {
    // The runner of tests does not tell why a `before` failed.
    console.error(error, fixture.progress());
    await fixture.clear();
    throw error;
  }
});
test.after(async () => fixture.clear());

const fate = (seat: string) => outcomeOf(view, seat);

test('is silent is suspected, ended, and started once more', () => {
  assert.equal(fate('silent'), { attempts: ['first silent', 'redispatch silent'], status: 'timeout', reason: 'silent', flags: [] });
  assert.match(dispatchOf(view, 'silent').detail, /^no heartbeat, output or CPU time for \d+ s$/);
  const once = ['attempt.starting', 'attempt.started', 'attempt.suspected', 'attempt.ending silent', 'attempt.ended silent'];
  assert.equal(attemptEventsOf(events, 'silent'), [...once, ...once]);
});

test('ignores SIGTERM is ended anyway', () => {
  assert.equal(fate('deaf'), { attempts: ['first silent', 'redispatch silent'], status: 'timeout', reason: 'silent', flags: [] });
  const end = lastAttempt(view, 'deaf')?.end;
  assert.equal([end?.by, end?.signal, end?.gone], ['stopped', 'SIGKILL', true]);
});

test('is busy and says nothing gets more time, but not for ever', () => {
  assert.equal(fate('busy'), { attempts: ['first silent', 'redispatch silent'], status: 'timeout', reason: 'silent', flags: [] });
  assert.match(dispatchOf(view, 'busy').detail, /^nothing but CPU time for \d+ s$/);
});

test('never stops printing reaches its deadline, and its transcript is limited', () => {
  assert.equal(fate('talker'), { attempts: ['first deadline', 'redispatch deadline'], status: 'timeout', reason: 'deadline', flags: [] });
});

test('leaves a process behind and no answer: the process is ended', () => {
  const once = 'exit-without-result';
  assert.equal(fate('leaver'), { attempts: [`first ${once}`, `redispatch ${once}`], status: 'error', reason: once, flags: [] });
  const end = lastAttempt(view, 'leaver')?.end;
  assert.is(end?.gone, true);
  assert.match(end?.message ?? '', /left behind/);
});

test('answers late, while others are still working, has answered', () => {
  assert.equal(fate('late'), { attempts: ['first silent', 'redispatch silent'], status: 'completed', reason: 'done', flags: ['late'] });
  const ends = events.filter((it) => it.type === 'dispatch.ended' && (it.payload as { seat: string }).seat === 'late');
  assert.equal(
    ends.map((it) => (it.payload as { status: string }).status),
    ['timeout', 'completed'],
  );
  assert.is(view.raised.filter((it) => it.seat === 'late').length, 1);
  assert.is(view.raised.find((it) => it.seat === 'late')?.checks[0]?.outcome, 'found');
});

test('waits for long and shows signs of life is left alone', () => {
  assert.equal(fate('patient'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
});

test.run();
