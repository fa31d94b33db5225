// Three servers that are a cluster: the journal goes on when one of them is killed, and takes nothing when two are.

import { type ConsumerInfo, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fleet } from '../../runtime/fleet/open.ts';
import { JOURNAL } from '../../runtime/fleet/streams.ts';
import { until } from '../e2e/daemon-fixture.ts';
import { type Servers, startServers } from '../e2e/fleet/servers-fixture.ts';
import { type Nodes, openNodes } from '../unit/runtime/fleet/fleet-fixture.ts';
import { appended, begin, commit, failsWith, RUN, step } from '../unit/runtime/ledger/ledger-fixture.ts';

const test = suite<{ servers: Servers; nodes: Nodes }>('a fleet on three servers');

test.before.each(async (context) => {
  context.servers = await startServers(3);
  context.nodes = openNodes(context.servers.urls, 3, '5s');
});
test.after.each(async ({ servers, nodes }) => {
  await nodes.clear();
  await servers.clear();
});

test('continues when the server of a node dies together with the consumer that the node reads through', async ({ servers, nodes }) => {
  const [to = ''] = servers.urls;
  // The servers choose where that is; sooner or later it is there.
  const opened: Fleet[] = [];
  while ((await readersOn(servers, 's0')) === 0) opened.push(await nodes.open(`n${opened.length}`, { servers: [to] }));
  const other = await nodes.open('other', { servers: servers.urls.slice(1) });
  await servers.kill(0);
  const order = commit(0, [begin()], { commandId: 'given' });
  await until('it to be taken', async () => (await other.ledger.append(order).catch(() => undefined)) !== undefined, 60_000);
  for (const { ledger, node } of opened) await until(`${node} to have read it`, async () => (await ledger.read(RUN)).length === 1, 60_000);
});

test('loses no acknowledged commit, and makes none twice, when servers are killed', async ({ servers, nodes }) => {
  const [a, b] = [await nodes.open('a'), await nodes.open('b')];
  appended(await a.ledger.append(commit(0, [begin()])));
  const give = async (seq: number) => {
    const order = commit(seq, [step({ seq })], { commandId: `given-${seq}` });
    // A server that has just come back has to catch up before it can be one of the two who decide.
    const taken = async () => {
      const answer = await a.ledger.append(order).catch(() => undefined);
      return answer?.kind === 'appended' || answer?.kind === 'repeated';
    };
    await until(`commit ${seq} to be taken`, taken, 150_000);
  };
  for (let seq = 1; seq <= 20; seq++) {
    if (seq === 7) await servers.kill(0);
    if (seq === 14) {
      await servers.start(0);
      await servers.kill(1);
    }
    await give(seq);
  }
  await servers.kill(2);
  await failsWith('ledger-busy', a.ledger.append(commit(21, [step({ seq: 21 })], { commandId: 'given-21' })));
  await until('it to be said, although one server can still be reached', () => !a.isAnswered());
  await Promise.all([servers.start(1), servers.start(2)]);
  await give(21);
  await until('the node to be answered again', () => a.isAnswered());
  await until('the other node to have read it', async () => (await b.ledger.read(RUN)).length === 22);
  const told = (await b.ledger.read(RUN)).map((it) => it.payload);
  assert.equal(told, [{}, ...Array.from({ length: 21 }, (_, at) => ({ seq: at + 1 }))]);
  assert.equal(await a.ledger.read(RUN), await b.ledger.read(RUN));
});

/** How many readers of the journal are on that server. */
async function readersOn(servers: Servers, server: string): Promise<number> {
  const connection = await connect({ servers: servers.urls });
  try {
    const manager = await jetstreamManager(connection);
    if (!(await manager.streams.info(JOURNAL).catch(() => undefined))) return 0;
    const readers: ConsumerInfo[] = [];
    for await (const it of manager.consumers.list(JOURNAL)) readers.push(it);
    return readers.filter((it) => it.cluster?.leader === server).length;
  } finally {
    await connection.close();
  }
}

test.run();
