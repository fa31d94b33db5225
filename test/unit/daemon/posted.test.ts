// Commands to a run that is ending are not lost, and are not answered as if the daemon were stopping.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import { runLoop } from '../../../daemon/lead/loop.ts';
import { RUN_DECIDER } from '../../../daemon/lead/run/run-decider.ts';
import { deliverTo } from '../../../daemon/process/orders.ts';
import { streamIn } from '../../../runtime/ledger/one-stream.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { type LedgerFixture, openFixture } from '../runtime/ledger/ledger-fixture.ts';
import { clock } from './lead/loop/loop-fixture.ts';
import { RUN, running, START } from './lead/test-run.ts';

const test = suite<{ fixture: LedgerFixture; ledger: MusterLedger }>('an event for a run');

test.before.each(async (context) => {
  context.fixture = openFixture();
  context.ledger = (await context.fixture.open()) as unknown as MusterLedger;
});
test.after.each(({ fixture }) => fixture.clear());

const NOTE = { kind: 'command', command: { kind: 'note', run: RUN, text: 'seen' } } as const;

const ENDED: RunState['life'] = {
  kind: 'ended',
  outcome: 'aborted',
  reason: 'aborted',
  message: '',
  partial: false,
  degraded: false,
  at: START,
};

/** Its loop, as it is between its last event and the moment in which nobody leads it any more. */
async function stopped(state: RunState, ledger: MusterLedger) {
  const loop = runLoop(
    RUN_DECIDER,
    { stream: streamIn(ledger, `run/${RUN}`), clock: clock(), perform: async () => undefined },
    state,
    () => {},
  );
  await loop.stop();
  return loop;
}

test('that has just ended is not delivered, but passed on to whoever handles ended runs', async ({ ledger }) => {
  const state: RunState = { ...running().state(), life: ENDED };
  assert.is(await deliverTo(await stopped(state, ledger), NOTE), false);
  assert.is(await deliverTo(undefined, NOTE), false);
});

test('that continues elsewhere is refused', async ({ ledger }) => {
  const refused = await deliverTo(await stopped(running().state(), ledger), NOTE).catch((error: unknown) => error);
  assert.ok(refused instanceof MusterError && refused.code === 'stream-ended', String(refused));
});

test.run();
