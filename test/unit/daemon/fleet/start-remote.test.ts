// Who gets a worker that may go to a host: one place alone, after a crash of its lead as well; not a host that failed with it before; and
// not one that only offers seats.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FleetConfig } from '../../../../contracts/config.ts';
import type { HostOrder } from '../../../../contracts/work/hosted.ts';
import { orderOwnership } from '../../../../daemon/fleet/host/order-ownership.ts';
import { remoteStarter } from '../../../../daemon/fleet/lead/start-remote.ts';
import { systemClock as clock } from '../../../../runtime/clock.ts';
import { connectToFleet, type FleetConnection } from '../../../../runtime/fleet/hosts/connect.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { type Servers, startServers } from '../../../e2e/fleet/servers-fixture.ts';

type Starter = ReturnType<typeof remoteStarter>;
type Order = Parameters<Starter['place']>[0];
type Context = { servers: Servers; folder: string; end: FleetConnection; followed: string[]; starter: Starter };

const test = suite<Context>('a worker that may go to a host');
const FAR = { host: 'far', home: '/far' };
const { signal } = new AbortController();

test.before.each(async (context) => {
  context.servers = await startServers(1);
  context.folder = mkdtempSync(join(tmpdir(), 'away-'));
  const objects = objectsIn(join(context.folder, 'objects'));
  const settings = FleetConfig.parse({ servers: context.servers.urls, node: 'one', replicas: 1, lease: '30s' });
  context.end = await connectToFleet(settings, objects);
  const followed: string[] = [];
  context.followed = followed;
  let [passed, waited] = [0, 0];
  const around = {
    ...{ places: context.end, node: 'one', version: '1.0.0', home: { root: '/one' } },
    away: { follow: (key: string) => void followed.push(key), firstReport: async () => undefined },
    // Every wait is as long as it says, and over at once.
    clock: {
      ...clock,
      awake: () => passed,
      async sleep(span: number) {
        passed += span;
        assert.ok(++waited < 10_000, 'it waits for ever');
      },
    },
    waits: async () => undefined,
  };
  context.starter = remoteStarter(around as unknown as Parameters<typeof remoteStarter>[0]);
});
test.after.each(async ({ servers, folder, end }) => {
  await end.close();
  await servers.clear();
  rmSync(folder, { recursive: true });
});

const seat = {
  ...{ name: 'ada', role: 'analyser', agent: 'ada', provider: 'command', model: 'none', env: [], voice: 'model', judges: 'anything' },
  ...{ field: 'all', version: null, definition: 'c'.repeat(64), instructions: '', concurrency: 1 },
  ...{ deadline: null, workplace: 'checkout' },
};

const order = (dispatch: string, not: string[] = []): Order =>
  ({
    ...{ dispatch, attempt: not.length + 1, seat, hosting: { kind: 'may', bundle: 'a'.repeat(64), not }, workplace: null },
    ...{ base: { kind: 'folder' }, prompt: { path: '/one/p.md', digest: 'b'.repeat(64) }, hard: 1_000, grace: 0, usd: null },
  }) as unknown as Order;

/** What `start` is asked for has no base, so that it can be offered as it is. */
const offered = (dispatch: string, not: string[] = []): Order => ({ ...order(dispatch, not), base: null });

const offer = (end: FleetConnection, host: string) =>
  end.offers.offer({
    ...{ v: 1, host, home: `/${host}`, version: '1.0.0', os: 'linux', agents: ['ada'], seats: 1, busy: 0 },
    since: '2026-01-01T00:00:00.000Z',
  });

test('is not started by a host once it starts at home, nor at home once a host has it', async ({ starter, end, followed }) => {
  assert.is((await starter.place(order('r-aaaaaa.d1'))).kind, 'here');
  assert.is((await end.orders.take('r-aaaaaa.d1.1', FAR)).host, null);

  await end.orders.take('r-aaaaaa.d2.1', FAR);
  assert.is((await starter.place(order('r-aaaaaa.d2'))).kind, 'hosts');
  assert.equal(followed, ['r-aaaaaa.d2.1']);
});

test('comes home if the only host for it failed with it before, or takes it again all the same', async ({ starter, end, followed }) => {
  await offer(end, 'far');
  assert.equal(await starter.place(order('r-aaaaaa.d1', ['far'])), { kind: 'here', because: 'host far has failed with it before' });

  const again = { kind: 'here', because: 'host far, which has failed with it before, took it again' };
  await end.orders.take('r-aaaaaa.d2.2', FAR);
  assert.equal(await starter.place(order('r-aaaaaa.d2', ['far'])), again);
  assert.is((await end.orders.taken('r-aaaaaa.d2.2'))?.stopped, true);

  await offer(end, 'near');
  await end.orders.take('r-aaaaaa.d3.2', FAR);
  assert.equal(await starter.start('r-aaaaaa', offered('r-aaaaaa.d3', ['far']), signal), again);
  assert.equal(followed, []);
});

test('comes home if hosts offer seats and take nothing', async ({ starter, end }) => {
  await offer(end, 'far');
  const here = { kind: 'here', because: 'no host has taken it within 2 min' };
  assert.equal(await starter.start('r-aaaaaa', offered('r-aaaaaa.d1'), signal), here);
  assert.is((await end.orders.take('r-aaaaaa.d1.1', FAR)).host, null);
});

test('is put back by a host that failed with it, for another one, until somebody has it', async ({ end }) => {
  const { base: _, hosting: __, ...asked } = offered('r-aaaaaa.d1', ['far']);
  const given = { ...asked, v: 1, key: 'r-aaaaaa.d1.2', run: 'r-aaaaaa', node: 'one', home: '/one', base: null, bundle: 'a'.repeat(64) };
  await end.orders.give({ ...given, not: ['far'] } as unknown as HostOrder, '1.0.0');
  const [far, near] = ['far', 'near'].map((name) => orderOwnership({ end, name, home: `/${name}`, clock }));
  const next = async () => {
    for (let tries = 0; tries < 10; tries++) {
      const it = await end.orders.next('ada', '1.0.0', 2_000);
      if (it) return it;
    }
    throw new Error('it does not come again');
  };
  assert.is(await far?.accepts(await next()), false);
  const it = await next();
  assert.is(await near?.accepts(it), true);
  await near?.take(it.order.key);
  it.putBack();
  assert.is(await far?.accepts(await next()), false);
  assert.is(await end.orders.next('ada', '1.0.0', 3_000), undefined);
});

test.run();
