// A host that asks for an order when the server that it asks goes away: it is not left waiting, and asks the next one.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { suite } from 'uvu';
import { FleetConfig } from '../../../../contracts/config.ts';
import { connectToFleet } from '../../../../runtime/fleet/hosts/connect.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { until } from '../../../e2e/daemon-fixture.ts';
import { startServers } from '../../../e2e/fleet/servers-fixture.ts';

const test = suite('the orders of a fleet');

test('a request to a server that dies ends, and is answered when there is one again', async () => {
  const servers = await startServers(1);
  const folder = mkdtempSync(join(tmpdir(), 'orders-'));
  try {
    const settings = FleetConfig.parse({ servers: servers.urls, node: 'box', replicas: 1, lease: '30s' });
    const end = await connectToFleet(settings, objectsIn(join(folder, 'objects')));
    const ask = () =>
      end.orders.next('ada', '1.0.0', 2_000).then(
        (order) => (order === undefined ? 'none' : 'one'),
        () => 'failed',
      );
    await until('a first answer', async () => (await ask()) === 'none');
    const asking = ask();
    await until('the question to be with the server', () => isAsked(servers.urls));
    await servers.kill(0);
    await asking;
    await servers.start(0);
    await until('an answer of the server that is back', async () => (await ask()) === 'none');
    await end.close();
  } finally {
    await servers.clear();
    rmSync(folder, { recursive: true });
  }
});

async function isAsked(urls: string[]): Promise<boolean> {
  const connection = await connect({ servers: urls });
  try {
    const manager = await jetstreamManager(connection);
    const [asked] = await manager.consumers.list('MUSTER_WORK').next();
    return asked?.num_waiting === 1;
  } finally {
    await connection.close();
  }
}

test.run();
