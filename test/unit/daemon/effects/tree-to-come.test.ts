// A checkout over a tree that is still being made: it is ready for its prompt at once, and for its worker when the tree is there.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Seat } from '../../../../contracts/task/agent.ts';
import { beginAhead } from '../../../../daemon/effects/attempt/ahead.ts';
import { remakeCheckout, waitForTree } from '../../../../daemon/effects/attempt/launch.ts';
import { makeWorkplace, type WorkplaceContext } from '../../../../daemon/effects/attempt/make-workplace.ts';
import { realFiles } from '../../../../daemon/effects/world/files.ts';
import type { Workspace } from '../../../../daemon/effects/world/workspace.ts';
import { homeAt } from '../../../../runtime/home.ts';
import { openCheckouts } from '../../../../runtime/workspace/layers/checkouts.ts';
import { probeLayers } from '../../../../runtime/workspace/layers/probe.ts';
import { sharedTree } from '../../../../skills/run/workplaces/read-only-tree.ts';
import { seated } from '../../runtime/workspace/checkout/checkout-fixture.ts';
import { type Sandbox, sandbox } from '../../runtime/workspace/sandbox.ts';

const RUN = 'r-aaaaaa';
const SEAT = { name: 'one', workplace: 'checkout' } as Seat;
const never = new AbortController().signal;
const LONG = 20_000;

const tried = sandbox();
const possible = await probeLayers(tried.path('tried'), process.env.PATH ?? '');
tried.remove();

type Context = {
  box: Sandbox;
  making: WorkplaceContext;
  base: Awaited<ReturnType<typeof seated>>['base'];
  tree: string;
  release(works: boolean): void;
};
const test = suite<Context>('a checkout over a tree that is still being made');

test.before.each(async (context) => {
  const box = sandbox();
  const { base } = await seated(box);
  const home = homeAt(box.path('home'));
  const workspace = openCheckouts({ wanted: true, scratch: home.layersTried, path: process.env.PATH ?? '' });
  const tree = home.run(RUN).sharedTree(sharedTree(base, []));
  const held = Promise.withResolvers<boolean>();
  beginAhead(workspace, tree, async (signal) => {
    if (!(await held.promise)) return false;
    return (await workspace.checkoutFor({ base, path: tree, signal })).violation === undefined;
  });
  const making = { home, files: realFiles, workspace: workspace as Workspace } as WorkplaceContext;
  Object.assign(context, { box, making, base, tree, release: held.resolve });
});
test.after.each(({ box, release }) => {
  release(false);
  box.remove();
});

/** What comes of it, or `waits` where that takes as long as nothing here may. */
async function orWaits<T>(it: Promise<T>): Promise<T | 'waits'> {
  const stop = new AbortController();
  try {
    return await Promise.race([it, sleep(LONG, 'waits' as const, { signal: stop.signal })]);
  } finally {
    stop.abort();
  }
}

async function prepared({ making, base }: Context): Promise<string> {
  const order = { dispatch: `${RUN}.d1`, seat: SEAT.name, base, shared: null, tree: sharedTree(base, []), told: [] };
  const seen = await orWaits(makeWorkplace(RUN, { kind: 'make-workplace', ...order }, making, never));
  if (seen === 'waits' || seen.kind !== 'workplace') throw new Error(`it came to ${JSON.stringify(seen)}`);
  assert.is(seen.over, order.tree);
  return seen.path;
}

for (const works of possible.kind === 'possible' ? [true, false] : []) {
  test(`is ready for a prompt at once, and for a worker when the tree ${works ? 'is there' : 'was made after all'}`, async (context) => {
    const { making, base, tree, release } = context;
    const path = await prepared(context);
    assert.is(existsSync(tree), false);
    const placed = { dispatch: `${RUN}.d1`, seat: SEAT, workplace: path, base };
    const having = waitForTree(RUN, placed, making, never).then(() => remakeCheckout(RUN, placed, making, never));
    let isThere: boolean | undefined;
    void having.then(() => {
      isThere = existsSync(join(tree, 'a.txt'));
    });
    // In that time it would be done if it did not wait.
    for (let n = 0; n < 3; n++) await prepared(context);
    assert.is(isThere, undefined);
    release(works);
    assert.is(await orWaits(having), undefined);
    assert.is(isThere, true);
    assert.is(await making.workspace.isThere(path), true);
  });
}

if (possible.kind === 'impossible') process.stderr.write(`\nNOT TRIED: layers cannot be mounted here (${possible.why})\n`);
test.run();
