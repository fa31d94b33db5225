// Providers that rest: what a run makes of it, and what the house does.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { timestamp } from '../../../../contracts/time.ts';
import { decideHouse, type HouseInput, nextHouse } from '../../../../daemon/lead/house/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../../../daemon/lead/house/house-state.ts';
import type { HouseRecord } from '../../../../skills/events.ts';
import { workedFor } from '../../../../skills/run/clock.ts';
import { seen } from '../../skills/dispatch/situation.ts';
import { BEGIN, over, RUN, running, type Story, seat, short, silent, started } from './story.ts';

const test = suite('a provider that rests');
const [ONE, TWO] = [`${RUN}.d1`, `${RUN}.d2`];
const MINUTE = 60_000;

/** The first worker meets the limit of its provider. */
function limited(story: Story, resetIn: number): void {
  story.observation('look', { kind: 'looked', dispatch: ONE, attempt: 1, look: silent() });
  const because = { reason: 'quota' as const, detail: 'no more', resetAt: timestamp(story.now() + resetIn) };
  assert.equal(short(story.observation(`end:${ONE}.1`, over(ONE, 1, { because }))), ['attempt.ended quota']);
}

test('is reported to the house before any of its workers starts again', () => {
  const story = running();
  limited(story, 5 * MINUTE);
  assert.equal(story.wanted(), [`hold-provider:${ONE}.1`]);
  assert.is(story.state().dispatches[0]?.attempts[0]?.resetAt, story.now() + 5 * MINUTE);
  const until = timestamp(story.now() + 5 * MINUTE);
  assert.equal(short(story.observation(`hold-provider:${ONE}.1`, { kind: 'held', provider: 'command', until, by: `${ONE}.1` })), [
    'provider.held command',
  ]);
  assert.equal(story.wanted(), ['await-release:command']);
  assert.equal(short(story.observation('await-release:command', { kind: 'released', provider: 'command' })), [
    'provider.released command',
    'attempt.starting',
  ]);
  assert.equal(story.wanted(), [`start:${ONE}.2`]);
  assert.equal(story.observation('await-release:command', { kind: 'released', provider: 'command' }), [], 'twice is once');
});

test('is noticed at a start too, which then waits', () => {
  const story = running();
  story.observation('look', { kind: 'looked', dispatch: ONE, attempt: 1, look: silent() });
  story.observation(`end:${ONE}.1`, over(ONE, 1));
  assert.equal(story.wanted(), [`start:${ONE}.2`]);
  story.observation(`start:${ONE}.2`, { kind: 'held', provider: 'command', until: timestamp(story.now() + MINUTE), by: 'r-bbbbbb.d1.1' });
  assert.equal(story.wanted(), ['await-release:command']);
  story.observation('await-release:command', { kind: 'released', provider: 'command' });
  assert.equal(story.wanted(), [`start:${ONE}.2`]);
});

test('stops the clock of a run that waits for nothing else', () => {
  const story = running();
  limited(story, 60 * MINUTE);
  const worked = workedFor(story.state(), story.now());
  story.observation('hold', { kind: 'held', provider: 'command', until: timestamp(story.now() + 60 * MINUTE), by: `${ONE}.1` });
  story.pass(60 * MINUTE);
  assert.equal(
    short(story.input({ kind: 'tick' })).filter((it) => it.startsWith('run.')),
    [],
    'its deadline of ten minutes has not come',
  );
  assert.is(workedFor(story.state(), story.now()), worked);
  story.observation('await-release:command', { kind: 'released', provider: 'command' });
  assert.equal(
    short(story.pass(11 * MINUTE).input({ kind: 'tick' })).filter((it) => it.startsWith('run.')),
    ['run.concluding deadline'],
  );
});

test('does not stop the clock of a run that has somebody else at work', () => {
  const story = running([seat('one'), seat('two', 'claude')]);
  limited(story, 60 * MINUTE);
  story.observation('hold', { kind: 'held', provider: 'command', until: timestamp(story.now() + 60 * MINUTE), by: `${ONE}.1` });
  assert.ok(story.wanted().includes(`look:${TWO}.1:running`));
  assert.equal(
    short(story.pass(11 * MINUTE).input({ kind: 'tick' })).filter((it) => it.startsWith('run.')),
    ['run.concluding deadline'],
  );
});

test('is not waited for by a run that concludes', () => {
  const story = running();
  limited(story, 60 * MINUTE);
  story.observation('hold', { kind: 'held', provider: 'command', until: timestamp(story.now() + 60 * MINUTE), by: `${ONE}.1` });
  const events = story.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  assert.ok(short(events).includes('dispatch.ended cancelled'));
});

test('restarts one dispatch only a limited number of times', () => {
  const story = running();
  for (let n = 1; n <= 6; n++) {
    if (n > 1) story.observation(`start:${ONE}.${n}`, started(ONE, n));
    story.observation('look', { kind: 'looked', dispatch: ONE, attempt: n, look: silent() });
    story.observation(
      `end:${ONE}.${n}`,
      over(ONE, n, { because: { reason: 'quota', detail: 'no more', resetAt: timestamp(story.now() - 1) } }),
    );
    story.observation('hold', { kind: 'held', provider: 'command', until: timestamp(story.now() + 1), by: `${ONE}.${n}` });
    story.observation('await-release:command', { kind: 'released', provider: 'command' });
  }
  assert.equal([story.state().dispatches[0]?.ended?.status, story.state().dispatches[0]?.ended?.reason], ['error', 'quota']);
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
  observed: { of: 'release:claude', at: BEGIN, observation: { kind: 'released', provider: 'claude' } },
};

test('is held by the house for the longest time that was reported', () => {
  const { state, events } = house([BEGIN, quota(BEGIN + MINUTE)], [BEGIN, quota(BEGIN + 30_000)], [BEGIN, quota(BEGIN + 2 * MINUTE, 'x')]);
  assert.equal(events, ['provider.held claude', 'provider.held claude']);
  assert.equal(state.held.claude, { until: BEGIN + 2 * MINUTE, by: 'x' });
});

test('is kept held until its time, then released, and forgotten only when that was done', () => {
  const { state } = house([BEGIN, quota(BEGIN + MINUTE)]);
  const before = nextHouse(state, BEGIN + MINUTE - 1);
  assert.equal([before.wanted.map((it) => it.key), before.askAgainAt], [['keep-held:claude'], BEGIN + MINUTE]);
  const then = nextHouse(state, BEGIN + MINUTE);
  assert.equal(
    then.wanted.map((it) => [it.key, it.subject]),
    [['release:claude', 'provider:claude']],
  );
  const after = house([BEGIN, quota(BEGIN + MINUTE)], [BEGIN + MINUTE, released], [BEGIN + MINUTE, released]);
  assert.equal(after.events, ['provider.held claude', 'provider.released claude']);
  assert.equal(nextHouse(after.state, BEGIN + MINUTE).wanted, []);
});

test('is released late rather than never if the release fails', () => {
  const failed: HouseInput = {
    kind: 'observation',
    observed: {
      of: 'release:claude',
      at: BEGIN + MINUTE,
      observation: { kind: 'failed', failure: { code: 'host-unreachable', message: 'm', hint: '' } },
    },
  };
  const { state } = house([BEGIN, quota(BEGIN + MINUTE)], [BEGIN + MINUTE, failed]);
  assert.equal(nextHouse(state, BEGIN + MINUTE + 1).wanted, []);
  assert.is(nextHouse(state, BEGIN + MINUTE + 1).askAgainAt, BEGIN + MINUTE + 1_000);
  assert.equal(
    nextHouse(state, BEGIN + MINUTE + 1_000).wanted.map((it) => it.key),
    ['release:claude'],
  );
});

test('does not affect others', () => {
  const story = running([seat('one'), seat('two', 'claude')]);
  limited(story, 60 * MINUTE);
  story.observation('hold', { kind: 'held', provider: 'command', until: timestamp(story.now() + 60 * MINUTE), by: `${ONE}.1` });
  story.observation('look', { kind: 'looked', dispatch: TWO, attempt: 1, look: silent() });
  story.observation(`end:${TWO}.1`, over(TWO, 1));
  assert.ok(story.wanted().includes(`start:${TWO}.2`));
  assert.is(seen().endedFor, 0);
});

test.run();
