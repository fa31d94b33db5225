// Nodes of a fleet for tests of its ledger, its objects and its leases: each with a copy of its own, on the servers that
// the file has started.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { FleetConfig } from '../../../../contracts/config.ts';
import { systemClock } from '../../../../runtime/clock.ts';
import { type Fleet, openFleet } from '../../../../runtime/fleet/open.ts';
import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { openLedger } from '../../../../runtime/ledger/open.ts';
import { stories } from '../ledger/ledger-fixture.ts';

export type Nodes = {
  folder: string;
  /** The same name is the same copy, as another process of that node would open it. */
  open(
    node?: string,
    more?: { home?: string; servers?: string[]; now?(): number; awake?(): number; onTrouble?(error: unknown): void },
  ): Promise<Fleet>;
  /** Closes them all, and takes away what they shared. */
  clear(): Promise<void>;
};

export function openNodes(servers: string[], replicas: number, lease = '30s'): Nodes {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nodes-')));
  const opened: Fleet[] = [];
  return {
    folder,
    async open(
      node = 'a',
      { home = node, servers: own = servers, now = systemClock.now, awake = systemClock.awake, onTrouble = () => undefined } = {},
    ) {
      const copy = await openLedger({ path: join(folder, `${home}.db`), catalogue: stories, isCopy: true });
      const fleet = await openFleet({
        settings: FleetConfig.parse({ servers: own, node, replicas, lease }),
        home: join(folder, home),
        copy,
        objects: objectsIn(join(folder, `${home}-objects`)),
        clock: { now, awake, sleep: systemClock.sleep },
        onTrouble,
      }).catch(async (error: unknown) => {
        await copy.close();
        throw error;
      });
      opened.push(fleet);
      return fleet;
    },
    async clear() {
      for (const fleet of opened) await fleet.close();
      // A single server is shared by the tests of a file; several that were killed in turn are thrown away with what they hold.
      if (replicas === 1) await emptied(servers);
      rmSync(folder, { recursive: true });
    },
  };
}

async function emptied(servers: string[]): Promise<void> {
  const connection = await connect({ servers });
  const manager = await jetstreamManager(connection);
  for await (const { config } of manager.streams.list()) await manager.streams.delete(config.name);
  await connection.close();
}
