// Slots for workers: who has one, who waits for one, and who may go on while a provider is on hold.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Config } from '../../../../contracts/config.ts';
import type { SessionView } from '../../../../contracts/work/session.ts';
import { holdSessions, releaseSessions } from '../../../../daemon/effects/house/hold-sessions.ts';
import { lanesFor, providerLane } from '../../../../daemon/effects/house/lanes.ts';
import { openSlots } from '../../../../daemon/effects/house/slots.ts';
import { seat } from '../lead/test-run.ts';

const slots = suite('the places of workers');
const config = Config.parse({ workers: { total: 2 } });
const lanesOf = (name: string, provider: string) => lanesFor(seat(name, provider), config);
const never = new AbortController().signal;

slots('track who has a place in a lane, who waits for one, and who left', async () => {
  const it = openSlots();
  it.adopt('r-aaaaaa.d1.1', lanesOf('one', 'claude'));
  await it.take('r-aaaaaa.d2.1', lanesOf('two', 'codex'), never);
  const waits = new AbortController();
  const third = it.take('r-aaaaaa.d3.1', lanesOf('three', 'claude'), waits.signal);
  assert.equal(it.heldIn(providerLane('claude')), ['r-aaaaaa.d1.1', 'r-aaaaaa.d3.1']);
  assert.equal(it.heldIn(providerLane('codex')), ['r-aaaaaa.d2.1']);
  it.free('r-aaaaaa.d1.1');
  await third;
  assert.equal(it.heldIn(providerLane('claude')), ['r-aaaaaa.d3.1']);
  for (const session of ['r-aaaaaa.d2.1', 'r-aaaaaa.d3.1']) it.free(session);
  assert.is(it.busy(), 0);
});

/** A host that knows some sessions and remembers what it was told. */
function host(keys: readonly string[]) {
  const told: [string, boolean][] = [];
  const held = new Set<string>();
  const view = (key: string): SessionView => ({
    key,
    state: 'running',
    pid: 1,
    pidStart: '1',
    held: held.has(key),
    age: 0,
    quietOutput: null,
    quietCpu: null,
    outputBytes: 0,
    end: null,
  });
  return {
    told,
    observe: async (asked: readonly string[]) => asked.filter((it) => keys.includes(it)).map(view),
    async hold(key: string, on: boolean) {
      told.push([key, on]);
      if (on) held.add(key);
      else held.delete(key);
    },
  };
}

slots('tell the host whose time stands still: running workers of that provider, each once', async () => {
  const it = openSlots();
  for (const [session, provider] of [
    ['r-aaaaaa.d1.1', 'claude'],
    ['r-aaaaaa.d2.1', 'codex'],
    ['r-aaaaaa.d3.1', 'claude'],
  ] as const)
    it.adopt(session, lanesOf(session.slice(9, 11), provider));
  const door = host(['r-aaaaaa.d1.1', 'r-aaaaaa.d2.1']);
  const over = new AbortController();
  let rounds = 0;
  const clock = {
    now: () => 0,
    awake: () => 0,
    sleepUntil: async () => {},
    async sleep() {
      if (++rounds === 3) over.abort(new Error('released'));
    },
  };
  const stage = { host: door, clock, slots: it };
  const why = await holdSessions('claude', stage, over.signal).catch((error: Error) => error.message);
  assert.equal([why, door.told], ['released', [['r-aaaaaa.d1.1', true]]]);
  await releaseSessions('claude', stage);
  assert.equal(door.told.slice(1), [['r-aaaaaa.d1.1', false]]);
  for (const session of it.heldIn('all')) it.free(session);
});

slots.run();
