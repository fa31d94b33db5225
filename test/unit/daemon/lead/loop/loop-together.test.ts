// The loop of a stream, over a real ledger: what was observed at the same moment becomes one commit.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runLoop } from '../../../../../daemon/lead/loop.ts';
import type { ClaimChange, Ledger } from '../../../../../runtime/ledger/ledger.ts';
import { streamIn } from '../../../../../runtime/ledger/one-stream.ts';
import { begin, commit, type LedgerFixture, openFixture, RUN, step } from '../../../runtime/ledger/ledger-fixture.ts';
import { clock, decider, type Effect, FIRST, type Input, type State } from './loop-fixture.ts';

const loop = suite<{ fixture: LedgerFixture; ledger: Ledger }>('observations at the same moment');

loop.before.each(async (context) => {
  context.fixture = openFixture();
  context.ledger = await context.fixture.open();
  await context.ledger.append(commit(0, [begin()]));
});

loop.after.each(({ fixture }) => fixture.clear());

/** Five effects that end in the same moment; what each of them means is told with how many steps were there before it. */
async function fiveAtOnce(ledger: Ledger, wrong?: string, wants: (input: string) => ClaimChange[] = () => []) {
  const commits: number[] = [];
  const counting: Ledger = {
    ...ledger,
    append(what) {
      commits.push(what.events.length);
      return ledger.append(what);
    },
  };
  const all = ['a', 'b', 'c', 'd', 'e'];
  const begun = Promise.withResolvers<void>();
  const troubles: string[] = [];
  let under = 0;
  const it = runLoop<State, Input, Effect, unknown>(
    {
      ...decider(({ steps }) =>
        all.filter((key) => !seenIn(steps).includes(key)).map((key) => ({ key, subject: key, effect: () => ({ kind: 'waits' }) })),
      ),
      observed: ({ of }) => of,
      decide({ steps }, input) {
        if (input === 'nothing') return [];
        return input === wrong ? [{ type: 'no such step', payload: {} }] : [step({ input, after: steps.length })];
      },
      refused: () => wrong ?? '',
      claims: (_, events) => events.flatMap(({ payload }) => wants((payload as { input: string }).input)),
      seeksAgain: () => true,
    },
    {
      stream: streamIn(counting, RUN),
      clock: clock(),
      async perform() {
        under += 1;
        if (under === all.length) begun.resolve();
        await begun.promise;
        return 'done';
      },
    },
    FIRST,
    ({ kind }) => void troubles.push(kind),
  );
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise(setImmediate))
    if (seenIn(it.state().steps).length === (wants('d').length > 0 ? 4 : 5) || troubles.length > 0) break;
  await it.stop();
  return { commits, troubles, steps: it.state().steps };
}

const seenIn = (steps: readonly unknown[]): string[] => steps.map((it) => (it as { input: string }).input);

loop('become one commit, each on top of the one before', async ({ ledger }) => {
  const { commits, steps, troubles } = await fiveAtOnce(ledger);
  assert.equal(
    steps,
    ['a', 'b', 'c', 'd', 'e'].map((input, after) => ({ input, after })),
  );
  assert.ok(commits.length < 5, `${commits.length} commits`);
  assert.equal(troubles, []);
});

loop('are taken one by one if they cannot be taken together, and only the wrong one fails', async ({ ledger }) => {
  const { steps, troubles } = await fiveAtOnce(ledger, 'c');
  assert.equal(seenIn(steps).slice(0, 2), ['a', 'b']);
  assert.ok(troubles.length > 0);
  assert.not.ok(seenIn(steps).includes('c'));
});

loop('leave it to the ledger which of two gets what both want', async ({ ledger }) => {
  const name = 'hash/the-same-work';
  const { commits, steps } = await fiveAtOnce(ledger, undefined, (input) =>
    input === 'b' || input === 'd' ? [{ kind: 'take', name, owner: input }] : [],
  );
  assert.equal(seenIn(steps).slice(0, 3), ['a', 'b', 'c']);
  assert.ok(commits.length > 1);
  assert.is((await ledger.claim(name))?.owner, 'b');
});

loop.run();
