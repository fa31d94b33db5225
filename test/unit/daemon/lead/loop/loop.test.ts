// The loop of a stream, over a real ledger: what wakes it, and what it learns before it decides.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../../contracts/errors.ts';
import { runLoop } from '../../../../../daemon/lead/loop.ts';
import type { Ledger } from '../../../../../runtime/ledger/ledger.ts';
import { streamIn } from '../../../../../runtime/ledger/one-stream.ts';
import type { WantedEffect } from '../../../../../skills/run/effect.ts';
import { mustHave } from '../../../../../skills/run/must-have.ts';
import { begin, commit, type LedgerFixture, openFixture, RUN, step } from '../../../runtime/ledger/ledger-fixture.ts';
import { clock, decider, type Effect, FIRST, type Input, type State } from './loop-fixture.ts';

const loop = suite<{ fixture: LedgerFixture; ledger: Ledger }>('the loop of a stream');

loop.before.each(async (context) => {
  context.fixture = openFixture();
  context.ledger = await context.fixture.open();
  await context.ledger.append(commit(0, [begin()]));
});

loop.after.each(({ fixture }) => fixture.clear());

loop('that aborts two effects at once starts what waited for the second of them', async ({ ledger }) => {
  const one = (key: string, subject: string, kind: Effect['kind']): WantedEffect<Effect> => ({ key, subject, effect: () => ({ kind }) });
  const begun = Promise.withResolvers<void>();
  let waiting = 0;
  const both = Promise.withResolvers<void>();
  const it = runLoop<State, Input, Effect, unknown>(
    decider(({ steps }) => (steps.length === 0 ? [one('a', 'x', 'waits'), one('b', 'y', 'waits')] : [one('c', 'y', 'follows')])),
    {
      stream: streamIn(ledger, RUN),
      clock: clock(),
      perform({ kind }, signal) {
        if (kind === 'follows') begun.resolve();
        else if (++waiting === 2) both.resolve();
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    },
    FIRST,
    ({ kind }) => both.reject(new Error(kind)),
  );
  await both.promise;
  await it.post('go');
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(new Error('it was never begun')), 20_000);
  await Promise.race([begun.promise, late.promise]).finally(() => clearTimeout(timer));
  await it.stop();
});

loop('learns of a clock jump that happened while the ledger refused, before it uses the time of day again', async ({ ledger }) => {
  const time = clock();
  let refused = 0;
  const sleepy: Ledger = {
    ...ledger,
    append(what) {
      if (refused++ > 0) return ledger.append(what);
      // The disk is full, and over that the machine falls asleep.
      time.wall += 60_000;
      return Promise.reject(new MusterError('io-failed', 'the disk is full', 'Make room.'));
    },
  };
  const it = runLoop<State, Input, Effect, unknown>(
    decider(() => []),
    { stream: streamIn(sleepy, RUN), clock: time, perform: async () => {} },
    FIRST,
    () => {},
  );
  await it.post('nothing');
  time.wall += 5_000;
  await it.post('go');
  assert.equal(it.state().steps, [{ input: 'jumped 5000' }, { input: 'jumped 60000' }, { input: 'go' }]);
  await it.stop();
});

/** Asks again after each event, and lets the one effect that is wanted go on meanwhile. */
loop('creates an effect once, from the state that first requested it, however often it is requested', async ({ ledger }) => {
  const begun = Promise.withResolvers<unknown>();
  const made: number[] = [];
  const performed: unknown[] = [];
  const it = runLoop<State, Input, { kind: 'waits'; seq: number }, unknown>(
    decider((state) => [
      {
        key: 'a',
        subject: 'a',
        effect: () => {
          made.push(state.seq);
          return { kind: 'waits', seq: state.seq };
        },
      },
    ]),
    {
      stream: streamIn(ledger, RUN),
      clock: clock(),
      perform(effect, signal) {
        performed.push(effect.seq);
        begun.resolve(undefined);
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      },
    },
    FIRST,
    ({ kind }) => begun.reject(new Error(kind)),
  );
  await begun.promise;
  for (const word of ['one', 'two', 'three']) await it.post(word);
  assert.equal([made, performed, it.state().seq], [[1], [1], 4]);
  await it.stop();
});

loop('treats an effect that cannot be created as failed', async ({ ledger }) => {
  const heard = Promise.withResolvers<unknown>();
  const plain = decider(({ steps }) =>
    steps.length > 0 ? [] : [{ key: 'a', subject: 'a', effect: () => mustHave<Effect>(null, 'no base yet') }],
  );
  const it = runLoop<State, Input, Effect, unknown>(
    {
      ...plain,
      observed({ of, observation }) {
        heard.resolve([of, (observation as { kind: string; failure: { message: string } }).failure.message]);
        return 'failed';
      },
    },
    { stream: streamIn(ledger, RUN), clock: clock(), perform: async () => heard.reject(new Error('it was performed')) },
    FIRST,
    ({ kind }) => heard.reject(new Error(kind)),
  );
  assert.equal(await heard.promise, ['a', 'no base yet']);
  await it.stop();
});

for (const [what, wrong] of [
  ['refused by the ledger', () => [{ type: 'no such step', payload: {} }]],
  [
    'not made at all',
    () => {
      throw new TypeError('the rules are wrong');
    },
  ],
] as const) {
  loop(`concludes with a decision that is ${what}, and tells the caller`, async ({ ledger }) => {
    const troubles: string[] = [];
    const it = runLoop<State, Input, Effect, unknown>(
      {
        ...decider(() => []),
        decide: (_, input) => (input === 'nothing' ? [] : input === 'wrong' ? [...wrong()] : [step({ input })]),
        refused: ({ message }) => `refused: ${message}`,
      },
      { stream: streamIn(ledger, RUN), clock: clock(), perform: async () => {} },
      FIRST,
      ({ kind }) => void troubles.push(kind),
    );
    let error: unknown;
    await it.post('wrong').catch((thrown: unknown) => {
      error = thrown;
    });
    assert.instance(error, Error);
    await it.post('on');
    const message = error instanceof Error ? error.message : '';
    assert.equal(it.state().steps, [{ input: `refused: ${message}` }, { input: 'on' }]);
    assert.equal(troubles, ['refused']);
    await it.stop();
  });
}

loop('concludes when the next step cannot be computed, and stops if it cannot conclude either', async ({ ledger }) => {
  const stopped = Promise.withResolvers<string[]>();
  const troubles: string[] = [];
  const it = runLoop<State, Input, Effect, unknown>(
    {
      ...decider(() => {
        throw new TypeError('the rules are wrong');
      }),
      decide: ({ steps }, input) => (input === 'nothing' || steps.length > 0 ? [] : [step({ input })]),
      refused: () => 'refused',
    },
    { stream: streamIn(ledger, RUN), clock: clock(), perform: async () => {} },
    FIRST,
    ({ kind }) => {
      troubles.push(kind);
      if (kind === 'stopped') stopped.resolve(troubles);
    },
  );
  assert.equal(await stopped.promise, ['refused', 'stopped']);
  assert.equal(it.state().steps, [{ input: 'refused' }]);
  await it.stop();
});

loop('that would take what another took meanwhile looks again, and is not set aside', async ({ ledger }) => {
  const name = 'hash/the-same-work';
  await ledger.append({ ...commit(0, [begin()]), stream: 'run/r-bbbbbb', claims: [{ kind: 'take', name, owner: 'other' }] });
  const done = Promise.withResolvers<void>();
  let looks = 0;
  const it = runLoop<State, Input, Effect, unknown>(
    {
      ...decider(({ steps }) => (steps.length === 0 ? [{ key: 'a', subject: 'a', effect: () => ({ kind: 'waits' }) }] : [])),
      observed: () => `look ${looks}`,
      claims: () => (looks === 1 ? [{ kind: 'take', name, owner: 'own' }] : []),
      seeksAgain: (claim) => claim === name,
    },
    { stream: streamIn(ledger, RUN), clock: clock(), perform: async () => ++looks },
    FIRST,
    ({ kind }) => done.reject(new Error(kind)),
  );
  it.onChange(() => done.resolve());
  await done.promise;
  assert.equal(it.state().steps, [{ input: 'look 2' }]);
  await it.stop();
});

loop.run();
