// What two nodes of a fleet share: the journal in one order, claims of which each is one node's, objects, and leases that
// never two of them hold.

import { copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StreamName } from '../../../../contracts/event.ts';
import { digestOf } from '../../../../runtime/canonical.ts';
import { systemClock } from '../../../../runtime/clock.ts';
import { publisherOn } from '../../../../runtime/fleet/publisher.ts';
import { subjectOf } from '../../../../runtime/fleet/streams.ts';
import { encodeCommit } from '../../../../runtime/fleet/wire.ts';
import type { Commit } from '../../../../runtime/ledger/ledger.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { until } from '../../../e2e/daemon-fixture.ts';
import { startServers } from '../../../e2e/fleet/servers-fixture.ts';
import { appended, begin, commit, failsWith, OTHER, openFixture, RUN, release, step, take } from '../ledger/ledger-fixture.ts';
import { type Nodes, openNodes } from './fleet-fixture.ts';

const servers = await startServers(1);
const test = suite<{ nodes: Nodes }>('two nodes of a fleet');

test.before.each((context) => {
  context.nodes = openNodes(servers.urls, 1, '2s');
});
test.after.each(({ nodes }) => nodes.clear());
test.after(servers.clear);

const digests = async (ledger: { read(stream: StreamName): Promise<{ digest: string }[]> }) =>
  (await ledger.read(RUN)).map((it) => it.digest);

test('see the same events of a run, and each its own house', async ({ nodes }) => {
  const [a, b] = [await nodes.open('a'), await nodes.open('b')];
  appended(await a.ledger.append(commit(0, [begin(), step()])));
  appended(await a.ledger.append(commit(0, [step()], { stream: 'house' })));
  // To append after it, the other node must have read it.
  appended(await b.ledger.append(commit(2, [step({ large: 'x'.repeat(600_000) })])));
  assert.equal(await a.ledger.append(commit(2, [step()])), { kind: 'conflict', actualSeq: 3 });
  assert.equal(await digests(a.ledger), await digests(b.ledger));
  assert.equal(await b.ledger.read('house'), []);
  const c = await nodes.open('c');
  assert.equal(await digests(c.ledger), await digests(a.ledger), 'one that comes later reads all of it');
});

test('pass over a message that is no commit, on every node alike, say so, and append after it', async ({ nodes }) => {
  const troubles: Record<string, string[]> = { a: [], b: [], c: [] };
  const open = (node: string) => nodes.open(node, { onTrouble: (error) => troubles[node]?.push(String((error as Error).message)) });
  const [a, b] = [await open('a'), await open('b')];
  const raw = await connect({ servers: servers.urls });
  const strange = ['', 'no JSON {', 'null', '{"v":1}', '{"v":1,"events":[]}'];
  const write = async (stream: StreamName): Promise<void> => {
    for (const it of strange) await jetstream(raw).publish(subjectOf(stream, 'a'), it);
  };
  await write(RUN);
  appended(await a.ledger.append(commit(0, [begin()])));
  await write(RUN);
  await write(OTHER);
  await write('house');
  appended(await b.ledger.append(commit(1, [step()])));
  appended(await a.ledger.append(commit(2, [step()])));
  appended(await b.ledger.append(commit(0, [begin()], { stream: OTHER })));
  appended(await a.ledger.append(commit(0, [step()], { stream: 'house' })));
  const c = await open('c');
  assert.is((await digests(a.ledger)).length, 3);
  for (const { ledger } of [b, c]) assert.equal(await digests(ledger), await digests(a.ledger));
  // The house of a node is nobody else's.
  for (const [node, runs] of Object.entries({ a: 4, b: 3, c: 3 })) {
    assert.is(troubles[node]?.length, runs * strange.length, node);
    assert.match(troubles[node]?.[0] ?? '', /message 1 of the fleet's journal \(muster\.journal\.run\.r-aaaaaa\) is no commit/);
  }
  await raw.close();
});

test('grant a claim to one node, and to the next one after its release', async ({ nodes }) => {
  const [a, b] = [await nodes.open('a'), await nodes.open('b')];
  const names = Array.from({ length: 6 }, (_, at): StreamName => `run/r-aaaaa${'abcdef'[at]}`);
  const answers = await Promise.all(
    names.map((stream, at) => (at % 2 ? a : b).ledger.append(commit(0, [begin()], { stream, claims: [take('writer', stream)] }))),
  );
  const winners = names.filter((_, at) => answers[at]?.kind === 'appended');
  assert.is(winners.length, 1);
  const [winner = RUN] = winners;
  const loser = winner === OTHER ? RUN : OTHER;
  const refused = await b.ledger.append(commit(0, [begin()], { stream: loser, claims: [take('writer', loser)] }));
  assert.equal(refused, { kind: 'claim-held', name: 'writer', owner: winner });
  appended(await a.ledger.append(commit(1, [step()], { stream: winner, claims: [release('writer', winner)] })));
  appended(await b.ledger.append(commit(0, [begin()], { stream: loser, claims: [take('writer', loser)] })));
});

test('agree on claims that two commits took, and on what followed, even when reading everything at once', async ({ nodes }) => {
  const a = await nodes.open('a');
  appended(await a.ledger.append(commit(0, [begin()], { claims: [take('writer', RUN)] })));
  // As if the lock had been lost: it is published by itself, with what follows it.
  const before = commit(0, [begin()], { stream: OTHER, claims: [take('writer', OTHER), take('reader', OTHER)] });
  const after = commit(1, [step()], { stream: OTHER });
  await published([before, after]);
  await until('it to come', async () => (await a.ledger.read(OTHER)).length === 2);
  const b = await nodes.open('b');
  for (const { ledger } of [a, b]) {
    assert.is((await ledger.read(OTHER)).length, 2);
    assert.is((await ledger.claim('writer'))?.owner, RUN);
    assert.is((await ledger.claim('reader'))?.owner, OTHER);
  }
  appended(await b.ledger.append(commit(2, [step()], { stream: OTHER })));
});

test('only ever raise the fence of a place, whoever does, and both see the same', async ({ nodes }) => {
  const [a, b] = [(await nodes.open('a')).hosts.fences, (await nodes.open('b')).hosts.fences];
  const place = 'r-aaaaaa.execution.mend';
  const at = (attempt: number, dispatch = 1, epoch = 1) => ({ epoch, dispatch, attempt });
  assert.is(await b.now(place), undefined);
  assert.is(await a.raise(place, at(1)), true);
  assert.is(await b.raise(place, at(1)), true, 'to the same once more');
  const both = await Promise.all([a.raise(place, at(2)), b.raise(place, at(3))]);
  assert.is(both[1], true);
  assert.equal(await a.now(place), at(3), 'the newer one stays, whichever came first');
  assert.is(await a.raise(place, at(2)), false);
  assert.is(await b.raise(place, at(1, 2)), true, 'a later dispatch');
  assert.is(await a.raise(place, at(9)), false);
  assert.is(await a.raise(place, at(1, 1, 2)), true, 'a higher epoch of the lead');
  assert.equal(await b.now(place), at(1, 1, 2));
  assert.is(await b.now('r-aaaaaa.execution.other'), undefined);
});

test('fetch an object that another node has put, and hash it', async ({ nodes }) => {
  const [a, b] = [await nodes.open('a'), await nodes.open('b')];
  const bytes = Buffer.from('what a worker wrote'.repeat(20_000));
  const digest = await a.objects.put(bytes);
  assert.ok(await b.objects.has(digest));
  assert.equal(await b.objects.get(digest), bytes);
  await failsWith('object-missing', b.objects.get(digestOf('nobody has put it')));
});

test('restore what a copy lost in a power cut, as it is not synced with each commit', async ({ nodes }) => {
  const before = await nodes.open('a');
  appended(await before.ledger.append(commit(0, [begin(), step()])));
  await before.close();
  const copy = join(nodes.folder, 'a.db');
  copyFileSync(copy, `${copy}.then`);
  const lost = await nodes.open('a');
  appended(await lost.ledger.append(commit(2, [step(), step()])));
  const all = await digests(lost.ledger);
  await lost.close();
  renameSync(`${copy}.then`, copy);
  const { ledger } = await nodes.open('a');
  assert.equal(await digests(ledger), all);
  appended(await ledger.append(commit(4, [step()])));
});

test('remove an object from the servers once nobody can be about to reference it, and store old ones again', async ({ nodes }) => {
  const HOUR = 3_600_000;
  const later = (hours: number) => () => Date.now() + hours * HOUR;
  const bytes = Buffer.from('what a run left');
  const digest = await (await nodes.open('a')).objects.put(bytes);
  const isThere = async (node: string) => (await nodes.open(node)).objects.has(digest);
  let hours = 0;
  const knowing = await nodes.open('f', { now: () => later(hours)() });
  await knowing.objects.put(bytes);
  const pruner = await nodes.open('b', { now: later(47) });
  assert.is(await pruner.objects.removeShared(digest), false, 'who handed it in may name it yet');
  assert.ok(await isThere('c'));

  const old = await nodes.open('d', { now: later(49) });
  assert.is(await old.objects.removeShared(digest), true);
  assert.not.ok(await isThere('e'));
  assert.is(await old.objects.removeShared(digest), false, 'it is gone');
  // A node that has known it for longer than a day does not rely on that.
  hours = 25;
  await knowing.objects.put(bytes);
  assert.ok(await isThere('g'));
});

test('hold a lease one at a time; it passes to the other when it is not renewed', async ({ nodes }) => {
  const [a, b] = [await nodes.open('a'), await nodes.open('b')];
  assert.ok(await a.leases.hold('run.x'));
  assert.not(await b.leases.hold('run.x'));
  assert.is(await b.leases.holder('run.x'), 'a');
  await a.close();
  await until('the lease to end', async () => b.leases.hold('run.x'));
  assert.ok(b.leases.holds('run.x'));
});

test('need no synchronised clocks, and report a lease that expired while its process was suspended', async (context) => {
  await context.nodes.clear();
  // So long that a slow machine renews it in time.
  const nodes = openNodes(servers.urls, 1);
  context.nodes = nodes;
  let ahead = 3_600_000;
  const a = await nodes.open('a', { awake: () => systemClock.awake() + ahead });
  const b = await nodes.open('b', { awake: () => systemClock.awake() - 3_600_000 });
  assert.ok(await a.leases.hold('run.x'));
  assert.ok(await b.leases.hold('run.y'));
  assert.not(await b.leases.hold('run.x'));
  assert.not(await a.leases.hold('run.y'));
  for (const [lease, node] of [['run.x', a] as const, ['run.y', b] as const]) assert.ok(node.leases.holds(lease));
  const lost: string[] = [];
  a.leases.onLost((name) => lost.push(name));
  // As after SIGSTOP: no timer has run, and the clock went on.
  ahead += 60_000;
  assert.not(a.leases.holds('run.x'));
  assert.not(await a.leases.hold('run.x'), 'not before those who work under it know');
  assert.ok(lost.includes('run.x'));
  assert.ok(b.leases.holds('run.y'));
});

test('lose their leases by their own clock when the servers are gone, and append again when they are back', async ({ nodes }) => {
  const a = await nodes.open('a');
  appended(await a.ledger.append(commit(0, [begin()])));
  assert.ok(await a.leases.hold('run.x'));
  const lost: string[] = [];
  a.leases.onLost((name) => lost.push(name));
  await servers.kill(0);
  await until('the lease to be given up', () => lost.includes('run.x'));
  assert.not(a.leases.holds('run.x'));
  const order = commit(1, [step()], { commandId: 'given-again' });
  await failsWith('ledger-busy', a.ledger.append(order));
  await servers.start(0);
  await until('the same commit to be taken', async () => {
    const answer = await a.ledger.append(order).catch(() => undefined);
    return answer?.kind === 'appended' || answer?.kind === 'repeated';
  });
  assert.is((await a.ledger.read(RUN)).length, 2);
});

test('refuse a second home of the same name, and a ledger from before', async ({ nodes }) => {
  await nodes.open('a');
  await failsWith('config-invalid', nodes.open('a', { home: 'elsewhere' }), /takes part in the fleet as a/);
});

/** Publishes commits with the digests that a ledger would give them, each on top of the one before. */
async function published(commits: readonly Commit[]): Promise<void> {
  const fixture = openFixture();
  const connection = await connect({ servers: servers.urls });
  try {
    const ledger = await fixture.open();
    const { publish } = publisherOn(connection);
    let newest = 0;
    for (const one of commits) {
      const judged = ledger.judge(one);
      const digest = appended(await ledger.append(one)).at(-1)?.digest ?? '';
      const said = await publish(subjectOf(one.stream, 'a'), await encodeCommit(judged.commit, digest, objectsIn(fixture.folder)), newest);
      newest = said.kind === 'stored' ? said.position : newest;
    }
  } finally {
    await connection.close();
    await fixture.clear();
  }
}

test.run();
