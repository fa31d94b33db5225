// A worker that is started on the node of its lead is taken back from the hosts first: a process of that node that died may have
// left its order where a host still takes it, and knows nothing of it any more.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FleetConfig } from '../../../../contracts/config.ts';
import { remoteStarter } from '../../../../daemon/fleet/lead/start-remote.ts';
import { connectToFleet } from '../../../../runtime/fleet/hosts/connect.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { startServers } from '../../../e2e/fleet/servers-fixture.ts';

const test = suite('a worker that may go to a host');
const FAR = { host: 'far', home: '/far' };

test('is not started by a host once it starts at home, nor at home once a host has it', async () => {
  const servers = await startServers(1);
  const folder = mkdtempSync(join(tmpdir(), 'away-'));
  const objects = objectsIn(join(folder, 'objects'));
  const end = await connectToFleet(FleetConfig.parse({ servers: servers.urls, node: 'one', replicas: 1, lease: '30s' }), objects);
  try {
    const followed: string[] = [];
    const away = { follow: (key: string) => void followed.push(key) };
    const around = { places: end, away, home: { root: '/one' }, node: 'one', version: '1.0.0' } as unknown as Parameters<
      typeof remoteStarter
    >[0];
    const { place } = remoteStarter(around);
    const order = (dispatch: string) =>
      ({ dispatch, attempt: 1, seat: { agent: 'ada' }, hosting: { kind: 'may' }, base: {} }) as unknown as Parameters<typeof place>[0];

    assert.is((await place(order('r-aaaaaa.d1'))).kind, 'here');
    assert.is((await end.orders.take('r-aaaaaa.d1.1', FAR)).host, null);

    await end.orders.take('r-aaaaaa.d2.1', FAR);
    assert.is((await place(order('r-aaaaaa.d2'))).kind, 'hosts');
    assert.equal(followed, ['r-aaaaaa.d2.1']);
  } finally {
    await end.close();
    await servers.clear();
    rmSync(folder, { recursive: true });
  }
});

test.run();
