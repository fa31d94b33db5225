// A fleet whose machines' clocks differ by an hour: a run is taken over when its lead is gone and not before, completes, and does nothing
// twice, because nothing is measured by the time of day.

import { existsSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { checkFleet } from '../../checker/fleet/check-fleet.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture, startsOf } from './hosts-fixture.ts';
import { type Servers, startServers } from './servers-fixture.ts';

const test = suite<{ servers: Servers; one: DaemonFixture; two: DaemonFixture; a: HostFixture; b: HostFixture }>(
  'clocks that are an hour apart',
);

/** Long enough for a machine that has much else to do. */
const LEASE = 10_000;
const HOUR = 60 * 60 * 1000;

/** Where Debian and other systems have the library. */
const [library = ''] = ['/usr/lib/*/faketime/libfaketimeMT.so.1', '/usr/lib*/faketime/libfaketimeMT.so.1'].flatMap((it) => globSync(it));

/** What counts since the machine was started goes on as it does: only the time of day is another one. */
const timeOf = (offset: string) => ({ LD_PRELOAD: library, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' });

test.before(async (context) => {
  assert.ok(existsSync(library), 'libfaketime is not installed (the package faketime)');
  context.servers = await startServers(1);
  const { urls } = context.servers;
  const lease = `${LEASE / 1000}s`;
  [context.one, context.two] = [openDaemonFixture('one'), openDaemonFixture('two')];
  context.one.config(fleetSettings(urls, 'one', lease));
  context.two.config(fleetSettings(urls, 'two', lease));
  context.a = openHostFixture('a', urls, lease, { env: timeOf('-1h') });
  context.b = openHostFixture('b', urls, lease);
});
test.after(async ({ servers, one, two, a, b }) => {
  await Promise.all([one, two, a, b].map((it) => it.clear()));
  await servers.clear();
});

/** What a lead knows of a host. */
async function known(host: string, { ask }: DaemonFixture) {
  const { fleet } = (await ask({ ask: 'status' })) as DaemonStatus;
  return fleet?.hosts.find((it) => it.offered?.host === host);
}

test('a run is taken over when it should be, completes, and nothing is done twice', async ({ one, two, a, b }) => {
  const go = (fixture: { folder: string }): string => join(fixture.folder, 'go');
  for (const fixture of [one, two, a, b]) for (const seat of ['ada', 'eve']) fixture.agent(seat, 'waits-for-file.mjs', go(fixture));
  await Promise.all([a.offer('--agents', 'ada'), b.offer('--agents', 'eve')]);
  await one.up(timeOf('+1h'));
  await two.up();
  one.drop('look.md', one.task(one.project('shop'), ['ada', 'eve']));
  await until('the run', async () => (await one.runs()).length === 1);
  const [run = ''] = await one.runs();
  const starts = () => startsOf(two, run);
  await until('both to be at work', async () => (await starts()).length === 2);
  assert.equal((await starts()).sort(), ['ada.1 a', 'eve.1 b']);
  const ahead = Date.parse((await two.events(run)).at(-1)?.at ?? '') - Date.now();
  assert.ok(ahead > HOUR / 2, `the clock of its lead is only ${ahead} ms ahead`);
  const since = Date.parse((await known('a', two))?.offered?.since ?? '') - Date.now();
  assert.ok(since < -HOUR / 2, `the clock of a host is only ${-since} ms behind`);

  const leads = async () => (await two.events(run)).flatMap((it) => (it.type === 'lead.taken' ? [it.payload.node] : []));
  const heard = async (): Promise<number> => Date.parse((await known('a', two))?.heardAt ?? '');
  const began = await heard();
  await until('leases to pass', async () => (await heard()) - began > 2.5 * LEASE);
  assert.equal(await leads(), ['one'], 'while its lead is there nobody takes it');
  assert.equal((await starts()).length, 2);

  await one.kill();
  await until('the other node to lead', async () => (await leads()).length === 2);
  for (const fixture of [a, b]) writeFileSync(go(fixture), '');
  const view = await two.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal((await starts()).sort(), ['ada.1 a', 'eve.1 b'], 'nothing was begun a second time');
  assert.equal(await leads(), ['one', 'two']);

  await one.up(timeOf('+1h'));
  const check = () => checkFleet([one.root, two.root], [a.root, b.root]).differences;
  await until('nothing to be wrong', () => check().length === 0).catch(() => undefined);
  assert.equal(check(), []);
});

test.run();
