// Providers on hold: what a run does about it, and what the house does.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { timestamp } from '../../../../../contracts/time.ts';
import { decideHouse, type HouseInput, nextHouse } from '../../../../../daemon/lead/house/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../../../../daemon/lead/house/house-state.ts';
import type { HouseRecord } from '../../../../../skills/events.ts';
import { workedFor } from '../../../../../skills/run/clock.ts';
import { seen } from '../../../skills/dispatch/situation.ts';
import { attemptEnded, RUN, running, START, seat, short, silent, started, type TestRun } from '../test-run.ts';

const test = suite('a provider that rests');
const [ONE, TWO] = [`${RUN}.d1`, `${RUN}.d2`];
const MINUTE = 60_000;

/** The first worker meets the limit of its provider. */
function limited(run: TestRun, resetIn: number): void {
  run.observation('look', { kind: 'looked', dispatch: ONE, attempt: 1, look: silent() });
  const because = { reason: 'quota' as const, detail: 'no more', resetAt: timestamp(run.now() + resetIn) };
  assert.equal(short(run.observation(`end:${ONE}.1`, attemptEnded(ONE, 1, { because }))), ['attempt.ended quota']);
}

test('is reported to the house before any of its workers starts again', () => {
  const run = running();
  limited(run, 5 * MINUTE);
  assert.equal(run.wanted(), [`hold-provider:${ONE}.1`]);
  assert.is(run.state().dispatches[0]?.attempts[0]?.resetAt, run.now() + 5 * MINUTE);
  const until = timestamp(run.now() + 5 * MINUTE);
  assert.equal(short(run.observation(`hold-provider:${ONE}.1`, { kind: 'held', provider: 'command', until, by: `${ONE}.1` })), [
    'provider.held command',
  ]);
  assert.equal(run.wanted(), ['await-release:command']);
  assert.equal(short(run.observation('await-release:command', { kind: 'released', provider: 'command' })), [
    'provider.released command',
    'attempt.starting',
  ]);
  assert.equal(run.wanted(), [`start:${ONE}.2`]);
  assert.equal(run.observation('await-release:command', { kind: 'released', provider: 'command' }), [], 'twice is once');
});

test('is noticed at a start too, which then waits', () => {
  const run = running();
  run.observation('look', { kind: 'looked', dispatch: ONE, attempt: 1, look: silent() });
  run.observation(`end:${ONE}.1`, attemptEnded(ONE, 1));
  assert.equal(run.wanted(), [`start:${ONE}.2`]);
  run.observation(`start:${ONE}.2`, { kind: 'held', provider: 'command', until: timestamp(run.now() + MINUTE), by: 'r-bbbbbb.d1.1' });
  assert.equal(run.wanted(), ['await-release:command']);
  run.observation('await-release:command', { kind: 'released', provider: 'command' });
  assert.equal(run.wanted(), [`start:${ONE}.2`]);
});

test('stops the clock of a run that waits for nothing else', () => {
  const run = running();
  limited(run, 60 * MINUTE);
  const worked = workedFor(run.state(), run.now());
  run.observation('hold', { kind: 'held', provider: 'command', until: timestamp(run.now() + 60 * MINUTE), by: `${ONE}.1` });
  run.pass(60 * MINUTE);
  assert.equal(
    short(run.input({ kind: 'tick' })).filter((it) => it.startsWith('run.')),
    [],
    'its deadline of ten minutes has not come',
  );
  assert.is(workedFor(run.state(), run.now()), worked);
  run.observation('await-release:command', { kind: 'released', provider: 'command' });
  assert.equal(
    short(run.pass(11 * MINUTE).input({ kind: 'tick' })).filter((it) => it.startsWith('run.')),
    ['run.concluding deadline'],
  );
});

test('does not stop the clock of a run that has somebody else at work', () => {
  const run = running([seat('one'), seat('two', 'claude')]);
  limited(run, 60 * MINUTE);
  run.observation('hold', { kind: 'held', provider: 'command', until: timestamp(run.now() + 60 * MINUTE), by: `${ONE}.1` });
  assert.ok(run.wanted().includes(`look:${TWO}.1:running`));
  assert.equal(
    short(run.pass(11 * MINUTE).input({ kind: 'tick' })).filter((it) => it.startsWith('run.')),
    ['run.concluding deadline'],
  );
});

test('is not waited for by a run that concludes', () => {
  const run = running();
  limited(run, 60 * MINUTE);
  run.observation('hold', { kind: 'held', provider: 'command', until: timestamp(run.now() + 60 * MINUTE), by: `${ONE}.1` });
  const events = run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  assert.ok(short(events).includes('dispatch.ended cancelled'));
});

test('restarts one dispatch only a limited number of times', () => {
  const run = running();
  for (let n = 1; n <= 6; n++) {
    if (n > 1) run.observation(`start:${ONE}.${n}`, started(ONE, n));
    run.observation('look', { kind: 'looked', dispatch: ONE, attempt: n, look: silent() });
    run.observation(
      `end:${ONE}.${n}`,
      attemptEnded(ONE, n, { because: { reason: 'quota', detail: 'no more', resetAt: timestamp(run.now() - 1) } }),
    );
    run.observation('hold', { kind: 'held', provider: 'command', until: timestamp(run.now() + 1), by: `${ONE}.${n}` });
    run.observation('await-release:command', { kind: 'released', provider: 'command' });
  }
  assert.equal([run.state().dispatches[0]?.ended?.status, run.state().dispatches[0]?.ended?.reason], ['error', 'quota']);
});

// The house.

function house(...inputs: [at: number, input: HouseInput][]): { state: HouseState; events: string[] } {
  let state = EMPTY_HOUSE;
  const events: string[] = [];
  for (const [at, input] of inputs) {
    for (const event of decideHouse(state, input, at)) {
      events.push(`${event.type} ${'provider' in event.payload ? event.payload.provider : ''}`.trim());
      const envelope: HouseRecord = {
        v: 1,
        stream: 'house',
        seq: state.seq + 1,
        at: timestamp(at),
        actor: { kind: 'house' },
        commandId: 'told',
        ...event,
        prev: '',
        digest: '',
      };
      state = evolveHouse(state, envelope);
    }
  }
  return { state, events };
}

const quota = (until: number, by = 'r-aaaaaa.d1.1'): HouseInput => ({ kind: 'quota', provider: 'claude', until: timestamp(until), by });
const released: HouseInput = {
  kind: 'observation',
  observed: { of: 'release:claude', at: START, observation: { kind: 'released', provider: 'claude' } },
};

test('is held by the house for the longest time that was reported', () => {
  const { state, events } = house([START, quota(START + MINUTE)], [START, quota(START + 30_000)], [START, quota(START + 2 * MINUTE, 'x')]);
  assert.equal(events, ['provider.held claude', 'provider.held claude']);
  assert.equal(state.held.claude, { until: START + 2 * MINUTE, by: 'x' });
});

test('is kept held until its time, then released, and forgotten only when that was done', () => {
  const { state } = house([START, quota(START + MINUTE)]);
  const before = nextHouse(state, START + MINUTE - 1);
  assert.equal([before.wanted.map((it) => it.key), before.askAgainAt], [['keep-held:claude'], START + MINUTE]);
  const then = nextHouse(state, START + MINUTE);
  assert.equal(
    then.wanted.map((it) => [it.key, it.subject]),
    [['release:claude', 'provider:claude']],
  );
  const after = house([START, quota(START + MINUTE)], [START + MINUTE, released], [START + MINUTE, released]);
  assert.equal(after.events, ['provider.held claude', 'provider.released claude']);
  assert.equal(nextHouse(after.state, START + MINUTE).wanted, []);
});

test('is released late rather than never if the release fails', () => {
  const failed: HouseInput = {
    kind: 'observation',
    observed: {
      of: 'release:claude',
      at: START + MINUTE,
      observation: { kind: 'failed', failure: { code: 'host-unreachable', message: 'm', hint: '' } },
    },
  };
  const { state } = house([START, quota(START + MINUTE)], [START + MINUTE, failed]);
  assert.equal(nextHouse(state, START + MINUTE + 1).wanted, []);
  assert.is(nextHouse(state, START + MINUTE + 1).askAgainAt, START + MINUTE + 1_000);
  assert.equal(
    nextHouse(state, START + MINUTE + 1_000).wanted.map((it) => it.key),
    ['release:claude'],
  );
});

test('does not affect others', () => {
  const run = running([seat('one'), seat('two', 'claude')]);
  limited(run, 60 * MINUTE);
  run.observation('hold', { kind: 'held', provider: 'command', until: timestamp(run.now() + 60 * MINUTE), by: `${ONE}.1` });
  run.observation('look', { kind: 'looked', dispatch: TWO, attempt: 1, look: silent() });
  run.observation(`end:${TWO}.1`, attemptEnded(TWO, 1));
  assert.ok(run.wanted().includes(`start:${TWO}.2`));
  assert.is(seen().endedFor, 0);
});

test.run();
