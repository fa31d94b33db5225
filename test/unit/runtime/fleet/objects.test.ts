// The objects of a fleet keep the contract of every store of objects, over a real server; each that opens it is a node.

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import { connect } from '@nats-io/transport-node';
import { OBJECTS } from '../../../../runtime/fleet/streams.ts';
import { startServers } from '../../../e2e/fleet/servers-fixture.ts';
import { objectsContract } from '../ledger/objects-contract.ts';
import { openNodes } from './fleet-fixture.ts';

const servers = await startServers(1);

objectsContract(
  'a fleet',
  async () => {
    const nodes = openNodes(servers.urls, 1);
    const connection = await connect({ servers: servers.urls });
    const shared = async () => new Objm(jetstream(connection)).open(OBJECTS);
    let opened = 0;
    return {
      open: async () => (await nodes.open(`n${++opened}`)).objects,
      damage: async (digest, bytes) => void (await (await shared()).putBlob({ name: digest }, bytes)),
      async cutShort(digest) {
        const { nuid = '' } = (await (await shared()).info(digest)) ?? {};
        const manager = await jetstreamManager(connection);
        await manager.streams.purge(`OBJ_${OBJECTS}`, { filter: `$O.${OBJECTS}.C.${nuid}`, keep: 1 });
      },
      async clear() {
        await connection.close();
        await nodes.clear();
      },
    };
  },
  servers.clear,
);
