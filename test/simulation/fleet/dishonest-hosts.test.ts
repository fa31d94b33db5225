// Hosts that lie about their workers: about age, about the start, and with reports that name what nobody has. Their lead waits for
// none of it without a limit, and a disk of its own that is full counts for no host's silence.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HostReport } from '../../../contracts/work/hosted.ts';
import type { SessionView } from '../../../contracts/work/session.ts';
import { heardWorker } from '../../../daemon/fleet/lead/heard-worker.ts';
import { type Leader, mirrorIn } from '../../../daemon/fleet/lead/mirror.ts';
import { type RemoteSessions, remoteSessions } from '../../../daemon/fleet/lead/remote-sessions.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { settled, virtualTime } from '../world/time.ts';
import { fleetFaultPlan } from './fault-plan.ts';
import { machineIn } from './machines.ts';
import { netIn } from './net.ts';
import { serversIn } from './servers.ts';

const test = suite('hosts that lie');
const LEASE = 30_000;
const KEY = 'r-aaaaaa.d1.1';
const FAR = { node: 'far', home: '/far' };
const MINUTE = 60_000;
const NO_LOG = { error() {}, warn() {}, info() {}, debug() {}, close: async () => {} };

const STATE = {
  life: { kind: 'executing' },
  notes: [],
  dispatches: [{ id: 'r-aaaaaa.d1', seat: 'ada', role: 'analyser', accepted: null, ended: null, attempts: [{ n: 1, state: 'running' }] }],
} as unknown as RunState;

const report = (view: Partial<SessionView>, more: Partial<HostReport> = {}): HostReport => ({
  ...{ v: 1, host: FAR.node, home: FAR.home, started: { argv: [], model: '' }, result: null, beat: null, errors: null, whole: false },
  view: {
    ...{ key: KEY, state: 'running', pid: null, pidStart: null, held: false, age: 0, quietOutput: 0, quietCpu: 0, outputBytes: 0 },
    ...{ end: null, ...view },
  },
  output: { from: 0, bytes: '' },
  ...more,
});

/** A lead that follows one worker, and a host that reports it as it likes. */
function openWorld(writeDurably: () => Promise<void> = async () => {}) {
  const time = virtualTime();
  const nth = (place: string): string => place;
  const net = netIn(time, fleetFaultPlan(1, time.now, -1), nth);
  const servers = serversIn({ time, net, lease: LEASE, published: () => {} });
  const [lead, far] = [machineIn(time, 'lead'), machineIn(time, 'far')];
  const [here, there] = [lead.process(), far.process()];
  const places = servers.placesFor(here);
  servers.objects.set(EMPTY, Buffer.alloc(0));
  const objects = servers.objectsFor(here, new Map());
  const files = { privateFolder: async () => {}, writeDurably, writeAt: async () => {} };
  const nothing = async () => {};
  function begin(): RemoteSessions {
    const begun = remoteSessions({
      ...{ places, clock: here.clock, log: NO_LOG, lease: LEASE, version: '1', isAnswered: () => true },
      mirror: (leader) => mirrorIn({ home: lead.home, objects, leader, log: NO_LOG, files, transcriptBytes: 1_000_000 }),
    });
    begun.led({ folded: async () => STATE, tell: nothing, waits: nothing } satisfies Leader);
    begun.follow(KEY, FAR);
    return begun;
  }
  const away = begin();
  const { reports } = servers.placesFor(there);
  const nobody = { observe: async () => [] } as unknown as Parameters<typeof away.around>[0];

  async function until(done: () => boolean, most: number): Promise<void> {
    for (await settled(); !done(); await settled()) {
      assert.ok(time.now() < most, `not within ${most / MINUTE} minutes`);
      assert.ok(time.goOn() !== undefined, 'something is due');
    }
  }

  return {
    away,
    begin,
    time,
    until,
    say: (it: HostReport) => void reports.report(it).catch(() => undefined),
    /** Says it again and again. */
    repeat(it: () => HostReport) {
      const tell = (): void => {
        void reports.report(it()).catch(() => undefined);
        time.later(LEASE / 10, tell);
      };
      tell();
    },
    async view(of = away): Promise<SessionView> {
      const [view] = await of.around(nobody).observe([KEY]);
      if (!view) throw new Error('it is not known');
      return view;
    },
    async pass(span: number) {
      const end = time.now() + span;
      time.later(span, () => undefined);
      await until(() => time.now() >= end, end + 1);
    },
  };
}

test('a worker grows older by the clock of its lead, whatever age its host gives', async () => {
  const { away, repeat, view, pass } = openWorld();
  repeat(() => report({ age: 0 }));
  await pass(30 * MINUTE);
  const { age, end } = await view();
  assert.is(end, null);
  assert.ok(age >= 29 * MINUTE, `${age}`);
  away.close();
});

test('a lead that starts again goes on counting the age of a worker, and how long a host has not begun one', async () => {
  for (const { state, after, by } of [
    { state: 'running', after: 20, by: undefined },
    { state: 'starting', after: 10, by: 'lost' },
  ] as const) {
    const { away, begin, repeat, view, pass } = openWorld();
    repeat(() => report({ age: 0, state }));
    await pass(after * MINUTE);
    away.close();
    const again = begin();
    await pass(6 * MINUTE);
    const { age, end } = await view(again);
    assert.is(end?.by, by, state);
    if (state === 'running') assert.ok(age >= 25 * MINUTE && age <= 27 * MINUTE, `${age}`);
    again.close();
  }
});

test('a silent host adds no more to the age of a worker than it may be silent, whatever the clocks of the servers say', () => {
  const worker = heardWorker(KEY, 'far', { clock: { awake: () => 0 }, lease: LEASE });
  for (const receivedAt of [0, 1000, 24 * 60 * MINUTE, MINUTE, 2000]) worker.heard(report({}), receivedAt);
  assert.is(worker.view().age, 1000 + 1.1 * LEASE);
});

test('a worker that a host only ever begins is given up, and that says so', async () => {
  const { away, repeat, view, until } = openWorld();
  repeat(() => report({ state: 'starting' }));
  let first: HostReport | undefined | 'none' = 'none';
  void away.firstReport(KEY, new AbortController().signal).then((it) => {
    first = it;
  });
  await until(() => first !== 'none', 20 * MINUTE);
  const { end } = await view();
  assert.is(end?.by, 'lost');
  assert.match(end?.message ?? '', /^host far has not begun it within 15 min/);
  away.close();
});

test('a host whose report names an object that nobody has is given up, and heard again with its next one', async () => {
  const { away, say, view, pass } = openWorld();
  const absent = digestOf('nobody has it');
  say(report({}));
  say(report({}, { beat: absent }));
  await pass(LEASE / 2);
  assert.is((await view()).end, null);
  await pass(LEASE);
  const { end } = await view();
  assert.is(end?.by, 'lost');
  assert.match(end?.message ?? '', new RegExp(`^what host far says of it cannot be fetched: .*${absent}`));
  say(report({ state: 'ended', end: { by: 'exit', code: 0, signal: null, gone: true } }, { whole: true }));
  await pass(LEASE / 10);
  assert.is((await view()).end?.by, 'exit');
  away.close();
});

test('a host is not given up while the disk of its lead is full', async () => {
  let full = true;
  const objects: string[] = [];
  const { away, view, pass, repeat } = openWorld(async () => {
    if (full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    objects.push('written');
  });
  repeat(() => report({}, { beat: EMPTY }));
  await pass(10 * LEASE);
  assert.is((await view()).end, null);
  full = false;
  await pass(LEASE / 10);
  assert.ok(objects.length > 0);
  away.close();
});

const EMPTY = digestOf('');

test.run();
