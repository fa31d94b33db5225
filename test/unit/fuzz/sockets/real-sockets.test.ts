// The sockets of a real daemon and a real session host, whatever is sent to them: they go on answering, nothing takes effect, and their
// memory does not grow.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startOf } from '../../../../runtime/processes/processes.ts';
import { connectHost } from '../../../../runtime/sessions/client/client.ts';
import { findSocketPlace } from '../../../../runtime/wire/socket-place.ts';
import { type DaemonFixture, openDaemonFixture } from '../../../e2e/daemon-fixture.ts';
import { alwaysSoon, spoiledBytes } from '../corpus.ts';
import { callAt, type Peer } from './peers.ts';

type Context = { fixture: DaemonFixture; pid: number; host: number };
const test = suite<Context>('real sockets');

test.before(async (context) => {
  context.fixture = openDaemonFixture();
  context.pid = await context.fixture.up({ MUSTER_HOST_IDLE_MS: '600000' });
});
test.after(({ fixture }) => fixture.clear());

/** What is no longer needed goes when the collector likes, so half of what was sent may still be there; never all of it. */
const ROUNDS = 8;
const KEPT_AT_MOST = (ROUNDS * 160) / 2;

/** What the process holds, in MiB. A round of floods is 160. */
const memory = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const HELLO = { id: 77, ask: 'hello' };
const ASKS: Buffer[] = [
  HELLO,
  { id: 1, ask: 'status' },
  { id: 2, ask: 'explain', dispatch: 'r-aaaaaa.d1' },
  { id: 3, ask: 'settled', run: 'r-aaaaaa' },
  {
    id: 4,
    ask: 'order',
    command: { token: '01234567-89ab', actor: { kind: 'person' }, order: { kind: 'abort', run: 'r-aaaaaa', reason: 'x' } },
  },
  { id: 5, ask: 'submit', run: 'r-aaaaaa', text: 'Look.', name: 'a.md', origin: { kind: 'tool', tool: 't' }, actor: { kind: 'person' } },
].map((it) => Buffer.from(`${JSON.stringify(it)}\n`));
const KEY = 'r-aaaaaa.d1.1';
const CALLS: Buffer[] = [
  { type: 'hello', protocol: 1, role: 'viewer' },
  { id: 1, call: 'list' },
  { id: 2, call: 'observe', keys: [KEY], cpu: true },
  { id: 3, call: 'stop', key: KEY },
  { id: 4, call: 'collect', key: KEY, tailBytes: 10 },
  { id: 5, call: 'attach', key: KEY, write: true, cols: 80, rows: 24 },
  { id: 6, call: 'input', key: KEY, data: 'eA==' },
].map((it) => Buffer.from(`${JSON.stringify(it)}\n`));

/** Says it in pieces or byte by byte, and hangs up: in the middle of a line, as often as not. */
async function harass(place: string, all: readonly Buffer[], pieces: number, parting: boolean): Promise<void> {
  const peer = await callAt(place);
  for (const bytes of all) for (let at = 0; at < bytes.length; at += pieces) peer.say(bytes.subarray(at, at + pieces));
  if (parting) peer.say('{"id":1,"ask":"submit","run":"r-zzzzzz","text":"');
  peer.hangUp();
}

async function flood(place: string): Promise<void> {
  const peers: Peer[] = await Promise.all(Array.from({ length: 20 }, () => callAt(place)));
  for (const peer of peers) {
    for (let part = 0; part < 16; part++) peer.say(Buffer.alloc(512 * 1024, 'x'));
    for (let id = 0; id < 500; id++) peer.say(`{"id":${id},"ask":"nothing","call":"nothing"}\n`);
  }
  await Promise.all(peers.map((peer) => peer.rest().catch(() => [])));
  for (const peer of peers) peer.hangUp();
}

const events = (fixture: DaemonFixture) => fixture.withLedger((ledger) => ledger.since(0, 1_000));

test('of the daemon: it answers the next peer, appends nothing, and keeps no state', async ({ fixture, pid }) => {
  const place = findSocketPlace(fixture.root, 'daemon.sock') ?? '';
  const before = (await events(fixture)).length;
  // Whole orders may come out of it by chance, but none that names a run there is.
  const spoiled = fc.tuple(fc.array(spoiledBytes(ASKS), { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 7, 1_000), fc.boolean());
  const round = async () => {
    await alwaysSoon(spoiled, ([all, pieces, parting]) => harass(place, all, pieces, parting), 30, true);
    await flood(place);
    assert.is(((await fixture.ask({ ask: 'hello' })) as { pid: number }).pid, pid);
  };
  await round();
  const held = memory(pid);
  for (let n = 0; n < ROUNDS; n++) await round();
  assert.is((await events(fixture)).length, before, 'something was appended');
  assert.ok(memory(pid) < held + KEPT_AT_MOST, `from ${held} to ${memory(pid)} MiB`);
});

test('of the session host: it answers the next peer, starts nothing, and keeps no state', async ({ fixture }) => {
  const host = await connectHost({ home: fixture.root, epoch: 1 });
  try {
    const pid = host.hostPid() ?? 0;
    const place = findSocketPlace(fixture.root, 'sessions.sock') ?? '';
    const spoiled = fc.tuple(fc.array(spoiledBytes(CALLS), { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 7, 1_000), fc.boolean());
    const round = async () => {
      await alwaysSoon(spoiled, ([all, pieces, parting]) => harass(place, [...CALLS.slice(0, 1), ...all], pieces, parting), 30, true);
      await flood(place);
      assert.equal(await host.list(), []);
    };
    await round();
    const held = memory(pid);
    for (let n = 0; n < ROUNDS; n++) await round();
    assert.is(startOf(pid) === undefined, false);
    assert.ok(memory(pid) < held + KEPT_AT_MOST, `from ${held} to ${memory(pid)} MiB`);
    assert.match(readFileSync(join(fixture.root, 'sessions', 'host.log'), 'utf8'), /listens at/);
    assert.not.match(readFileSync(join(fixture.root, 'sessions', 'host.log'), 'utf8'), /unexpected/);
  } finally {
    await host.close();
    process.kill(host.hostPid() ?? Number(fixture.hosts()[0]), 'SIGTERM');
  }
});

test.run();
