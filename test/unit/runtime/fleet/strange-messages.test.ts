// Invalid messages that a broken or hostile client of the servers writes where leads and hosts read: only they are refused, and the
// messages before and after them are still read.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FleetConfig } from '../../../../contracts/config.ts';
import { HostOrder, type HostReport, type OfferedHost } from '../../../../contracts/work/hosted.ts';
import { digestOf } from '../../../../runtime/canonical.ts';
import { systemClock } from '../../../../runtime/clock.ts';
import { connectToFleet, type FleetConnection } from '../../../../runtime/fleet/hosts/connect.ts';
import { leasesIn } from '../../../../runtime/fleet/leases.ts';
import { locksIn } from '../../../../runtime/fleet/locks.ts';
import type { Commit } from '../../../../runtime/ledger/ledger.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { until } from '../../../e2e/daemon-fixture.ts';
import { type Servers, startServers } from '../../../e2e/fleet/servers-fixture.ts';
import { failsWith } from '../ledger/ledger-fixture.ts';

type Context = { servers: Servers; folder: string; end: FleetConnection; raw: NatsConnection };
const test = suite<Context>('strange messages in a fleet');

test.before.each(async (context) => {
  context.servers = await startServers(1);
  context.folder = mkdtempSync(join(tmpdir(), 'strange-'));
  const settings = FleetConfig.parse({ servers: context.servers.urls, node: 'box', replicas: 1, lease: '30s' });
  context.end = await connectToFleet(settings, objectsIn(join(context.folder, 'objects')));
  context.raw = await connect({ servers: context.servers.urls });
});
test.after.each(async ({ servers, folder, end, raw }) => {
  await raw.close();
  await end.close();
  await servers.clear();
  rmSync(folder, { recursive: true });
});

const KEY = 'r-aaaaaa.d1.1';
const STRANGE = ['no JSON {', 'null', '{"v":1}', ''];

const order = {
  ...{ v: 1, key: KEY, run: 'r-aaaaaa', dispatch: 'r-aaaaaa.d1', attempt: 1, node: 'lead', home: '/home/lead' },
  seat: {
    ...{ name: 'ada', role: 'analyser', agent: 'ada', provider: 'command', model: 'none', env: [], voice: 'model', judges: 'anything' },
    ...{ field: 'all', version: null, definition: 'c'.repeat(64), instructions: '', concurrency: 1 },
    ...{ deadline: null, workplace: 'checkout' },
  },
  ...{ workplace: null, base: null, bundle: 'a'.repeat(64), prompt: { path: '/home/lead/p.md', digest: 'b'.repeat(64) } },
  ...{ hard: 1_000, grace: 0, usd: null },
};

const offer = (host: string): OfferedHost => ({
  ...{ v: 1, host, home: `/home/${host}`, version: '1.0.0', os: 'linux', agents: ['ada'], seats: 1, busy: 0 },
  since: '2026-01-01T00:00:00.000Z',
});

const report = (text: string): HostReport => ({
  ...{ v: 1, host: 'box', home: '/home/box', started: { argv: [], model: '' }, result: null, beat: null, errors: null, whole: false },
  view: {
    key: KEY,
    state: 'running',
    pid: 1,
    pidStart: null,
    held: false,
    age: 0,
    quietOutput: null,
    quietCpu: null,
    outputBytes: 0,
    end: null,
  } as never,
  output: { from: 0, bytes: Buffer.from(text).toString('base64') },
});

test('an order that cannot be read is taken out of its queue, and the next one is delivered', async ({ end, raw }) => {
  const queue = `muster.work.${digestOf('1.0.0 ada').slice(0, 32)}`;
  for (const it of STRANGE) await jetstream(raw).publish(queue, it);
  await end.orders.give(HostOrder.parse(order), '1.0.0');
  let got: Awaited<ReturnType<typeof end.orders.next>>;
  for (let asked = 0; asked <= STRANGE.length && !got; asked++) got = await end.orders.next('ada', '1.0.0', 2_000);
  assert.is(got?.order.key, KEY);
  got?.done();
});

test('an order names one attempt of one run, and no other place', () => {
  assert.ok(HostOrder.safeParse(order).success, JSON.stringify(HostOrder.safeParse(order).error));
  const others = [
    { dispatch: 'r-aaaaaa.../../../../etc' },
    { dispatch: 'r-aaaaaa.d2' },
    { attempt: 2 },
    { run: 'r-bbbbbb' },
    { key: 'r-bbbbbb.d1.1' },
    { key: 'r-aaaaaa.c1.1', dispatch: 'r-aaaaaa.c1' },
  ];
  for (const it of others) assert.not.ok(HostOrder.safeParse({ ...order, ...it }).success, JSON.stringify(it));
});

test('an offer that cannot be read hides no other', async ({ end, raw }) => {
  await end.offers.offer(offer('a'));
  const bucket = await new Kvm(jetstream(raw)).open('muster_hosts');
  for (const [n, it] of STRANGE.entries()) await bucket.put(`s${n}`, it);
  await end.offers.offer(offer('z'));
  assert.equal(
    (await end.offers.list()).map(({ host }) => host),
    ['a', 'z'],
  );
});

test('a report that cannot be read, or is of a host that does not have the order, is passed over, and said', async ({ end, raw }) => {
  await end.reports.report(report('first'));
  for (const it of STRANGE) await jetstream(raw).publish(`muster.said.${KEY}`, it);
  await jetstream(raw).publish(`muster.said.${KEY}`, JSON.stringify({ ...report('far'), output: { from: 9e15, bytes: '' } }));
  await end.reports.report({ ...report('forged'), host: 'fox' });
  await end.reports.report({ ...report('forged'), home: '/home/fox' });
  await end.reports.report(report('last'));
  const heard: string[] = [];
  const troubles: (string | undefined)[] = [];
  const over = new AbortController();
  const following = end.reports.follow(
    KEY,
    { host: 'box', home: '/home/box' },
    {
      take: async ({ output }) => void heard.push(Buffer.from(output.bytes, 'base64').toString()),
      trouble: (it) => troubles.push(it?.kind),
    },
    over.signal,
  );
  await until('both reports', () => heard.length === 2);
  over.abort();
  await following;
  assert.equal(heard, ['first', 'last']);
  assert.equal(troubles, [...STRANGE.map(() => 'not-taken'), 'not-taken', 'not-taken', 'not-taken', undefined]);
});

test('a newest report that cannot be read counts as none', async ({ end, raw }) => {
  await end.reports.report(report('first'));
  assert.is((await end.reports.last(KEY))?.host, 'box');
  for (const it of STRANGE) {
    await jetstream(raw).publish(`muster.said.${KEY}`, it);
    assert.is(await end.reports.last(KEY), undefined, it);
  }
});

test('an entry of who has an order that cannot be read gives it to nobody', async ({ end, raw }) => {
  const bucket = await new Kvm(jetstream(raw)).open('muster_taken');
  for (const [n, it] of STRANGE.entries()) {
    await bucket.put(`r-aaaaaa.d${n + 1}.1`, it);
    const taken = await end.orders.take(`r-aaaaaa.d${n + 1}.1`, { host: 'box', home: '/home/box' });
    assert.equal([taken.host, taken.stopped], [null, true], it);
  }
});

test('an object that is larger than its entry says, or an entry that leads in a circle, is not read', async ({ end, raw }) => {
  const store = await new Objm(jetstream(raw)).open('muster_objects');
  const bytes = Buffer.alloc(300_000, 'x');
  const [large, circle] = [digestOf(bytes), digestOf('circle')];
  await store.putBlob({ name: large }, bytes);
  const { bucket = '', nuid = '', digest = '' } = (await store.info(large)) ?? {};
  const write = (name: string, more: object) =>
    jetstream(raw).publish(
      `$O.muster_objects.M.${Buffer.from(name).toString('base64url')}==`,
      JSON.stringify({ ...{ name, bucket, nuid, digest, size: 1, chunks: 1 }, ...more }),
    );
  await write(large, {});
  await write(circle, { options: { link: { bucket: 'muster_objects', name: circle } } });
  await failsWith('object-corrupt', end.objects.get(large, 200_000), /more than 200000 bytes/);
  await failsWith('object-corrupt', end.objects.get(circle), /it is a link/);
});

test('a lock that cannot be read keeps nobody from a claim', async ({ raw }) => {
  const bucket = await new Kvm(jetstream(raw)).create('muster_locks');
  const locks = locksIn(bucket, async () => ({ holder: async () => undefined, isPast: async () => false }));
  const commit = (name: string, run: string): Commit => ({
    ...{ stream: `run/${run}`, expectedSeq: 0, commandId: `run/${run}:0`, actor: { kind: 'lead' }, at: 0, events: [] },
    claims: [{ kind: 'take', name, owner: run }],
  });
  for (const it of STRANGE) {
    await bucket.put(digestOf(`name ${it}`), it);
    assert.is((await locks.take(commit(`name ${it}`, 'r-aaaaaa'))).kind, 'taken', it);
    assert.is((await locks.take(commit(`name ${it}`, 'r-bbbbbb'))).kind, 'held', it);
  }
});

test('a lease that cannot be read names nobody, and is taken as soon as it has ended', async ({ raw }) => {
  const lasts = 2_000;
  const bucket = await new Kvm(jetstream(raw)).create('muster_leases', { ttl: lasts });
  const leases = leasesIn(bucket, { node: 'box', home: '/home/box' }, lasts, systemClock);
  try {
    for (const [n, it] of STRANGE.entries()) {
      await bucket.put(`run.r-${n}`, it);
      assert.is(await leases.holder(`run.r-${n}`), undefined, it);
    }
    for (const [n, it] of STRANGE.entries()) await until(`the lease that says “${it}”`, () => leases.hold(`run.r-${n}`));
  } finally {
    leases.close();
  }
});

test.run();
