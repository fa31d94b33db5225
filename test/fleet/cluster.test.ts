// Three servers that are a cluster: the journal goes on when one of them is killed, and takes nothing when two are.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../e2e/daemon-stage.ts';
import { startServers } from '../e2e/fleet/servers-stage.ts';
import { type Nodes, openNodes } from '../unit/runtime/fleet/fleet-stage.ts';
import { appended, begin, commit, failsWith, RUN, step } from '../unit/runtime/ledger-stage.ts';

const servers = await startServers(3);
const test = suite<{ nodes: Nodes }>('a fleet on three servers');

test.before.each((context) => {
  context.nodes = openNodes(servers.urls, 3, '5s');
});
test.after.each(({ nodes }) => nodes.clear());
test.after(servers.clear);

test('loses no commit that was acknowledged, and makes none twice, when servers are killed', async ({ nodes }) => {
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
  await Promise.all([servers.start(1), servers.start(2)]);
  await give(21);
  await until('the other node to have read it', async () => (await b.ledger.read(RUN)).length === 22);
  const told = (await b.ledger.read(RUN)).map((it) => it.payload);
  assert.equal(told, [{}, ...Array.from({ length: 21 }, (_, at) => ({ seq: at + 1 }))]);
  assert.equal(await a.ledger.read(RUN), await b.ledger.read(RUN));
});

test.run();
