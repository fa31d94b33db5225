// The end of a run is reached whatever fails on the way: what cannot be done after many tries is left undone, and said.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { RunObservation } from '../../../../skills/run/effect.ts';
import { sayEvent } from '../../../../skills/wording/journal/say-event.ts';
import { RUN, running, seat, short, silent, type TestRun } from './test-run.ts';

const test = suite('the end of a run whose');
const D = `${RUN}.d1`;

const failing = (code: string): RunObservation => ({ kind: 'failed', failure: { code, message: 'it is in the way', hint: '' } });

/** Fails an effect until the run decides something else of it, at most so often. */
function failed(run: TestRun, key: string, most: number, code = 'EEXIST'): RunEvent[] {
  for (let tries = 1; tries <= most; tries++) {
    assert.ok(run.pass(61_000).wanted().includes(key), `${key} is tried, for the ${tries}th time`);
    const events = run.observation(key, failing(code)).filter((it) => it.type !== 'effect.failed' && it.type !== 'poll.reported');
    if (events.length > 0) return events;
  }
  return [];
}

function aborted(run: TestRun = running()): TestRun {
  run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  return run;
}

function workless(): TestRun {
  const run = aborted();
  failed(run, `end:${D}.1`, 6);
  return run;
}

test('session cannot be ended: the attempt counts as ended, and nothing is started beside it', () => {
  const run = aborted();
  const events = failed(run, `end:${D}.1`, 6);
  assert.equal(short(events), [
    'attempt.ended cancelled',
    'dispatch.ended cancelled',
    'phase.ended the run ended first: a person aborted it',
  ]);
  assert.equal([run.state().dispatches[0]?.attempts[0]?.end?.gone], [false]);
  assert.equal(run.wanted(), ['clear-workplaces']);
});

test('phases were not all done says so, and calls none of them failed: a person aborted it', () => {
  const expects = { artifact: 'findings', schema: 'findings@1' };
  const run = aborted(running([seat('one')], { phases: [{ key: 'look', kind: 'fan-out', role: 'analyser', skill: 'analysis', expects }] }));
  const ended = failed(run, `end:${D}.1`, 6).findLast((it) => it.type === 'phase.ended');
  assert.equal(viewRun(run.state()).degradedWhy, ['phase look was cut short', '0 of 1 required results arrived', 'one: cancelled']);
  assert.is(ended && sayEvent(ended), 'Phase look was cut short: the run ended first: a person aborted it.');
});

test('silent worker cannot be ended: it is given up, because it may still be there', () => {
  const run = running([seat('one'), seat('two')]);
  run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: silent() });
  assert.equal(short(failed(run, `end:${D}.1`, 6)), ['attempt.ended silent', 'dispatch.ended timeout']);
});

test('worker cannot be looked at: it counts as lost', () => {
  const run = running();
  assert.equal(short(failed(run, `look:${D}.1:running`, 6, 'host-unreachable')), ['attempt.ending host-lost']);
});

test('workers cannot be examined for lack of descriptors: it waits', () => {
  const run = running();
  for (let tries = 0; tries < 8; tries++) assert.equal(failed(run, `look:${D}.1:running`, 1, 'EMFILE'), []);
});

test('checkouts cannot be cleared away says so and goes on to its report', () => {
  const run = workless();
  assert.equal(short(failed(run, 'clear-workplaces', 6)), ['note.added', 'run.cleared']);
  assert.match(run.state().notes.at(-1)?.text ?? '', /could not be removed.*it is in the way/);
  assert.equal(run.wanted(), ['compose-report']);
});

test('report cannot be written records its contents for a later daemon to write', () => {
  const run = workless();
  failed(run, 'clear-workplaces', 6);
  assert.equal(failed(run, 'compose-report', 6), []);
  assert.equal(order(run), { stub: 'it is in the way', write: false });
});

test('disk is full waits for space', () => {
  const run = workless();
  failed(run, 'clear-workplaces', 6);
  assert.equal(failed(run, 'compose-report', 12, 'ENOSPC'), []);
  assert.equal(order(run), { stub: 'it is in the way', write: true });
});

function order(run: TestRun): { stub: string | null; write: boolean } | undefined {
  const effect = run.pass(61_000).effect('compose-report');
  return effect?.kind === 'compose-report' ? { stub: effect.stub, write: effect.write } : undefined;
}

test.run();
