// The ledger of a fleet keeps the contract of every ledger, over a real server.

import { startServers } from '../../../e2e/fleet/servers-fixture.ts';
import { ledgerContract } from '../ledger/contract.ts';
import { openNodes } from './fleet-fixture.ts';

const servers = await startServers(1);

ledgerContract(
  'a fleet',
  () => {
    const nodes = openNodes(servers.urls, 1);
    return { open: async () => (await nodes.open()).ledger, clear: nodes.clear };
  },
  'one by one',
  servers.clear,
);
