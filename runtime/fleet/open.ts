// Opens what a node of a fleet shares with the others: the journal behind its ledger, the objects and the leases. Loaded only when
// the settings define a fleet.

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import type { NatsConnection } from '@nats-io/transport-node';
import type { FleetConfig } from '../../contracts/config.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents } from '../../contracts/event.ts';
import { type Millis, millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { Objects } from '../ledger/ledger.ts';
import type { SqliteLedger } from '../ledger/open.ts';
import { type HostStreams, openHostStreams } from './hosts/open.ts';
import { journalIn } from './journal.ts';
import { type Leases, leasesIn } from './leases.ts';
import { CURSOR, fleetLedger } from './ledger.ts';
import { locksIn } from './locks.ts';
import { type FleetObjects, fleetObjects } from './objects.ts';
import { presenceOf } from './presence.ts';
import { publisherOn } from './publisher.ts';
import { connectServers, requestFailure } from './server.ts';
import { LEASES, LOCKS, OBJECTS, openJournalStream } from './streams.ts';

export type Fleet<All extends StreamEvents = StreamEvents> = {
  node: string;
  ledger: SqliteLedger<All>;
  objects: FleetObjects;
  leases: Leases;
  /** Where work is given to hosts. */
  hosts: HostStreams;
  /** Whether a majority of the servers responds, as far as we know. */
  isAnswered(): boolean;
  close(): Promise<void>;
};

type NodeContext<All extends StreamEvents> = {
  settings: FleetConfig;
  /** The path of the home, which tells two nodes of the same name apart. */
  home: string;
  copy: SqliteLedger<All>;
  objects: Objects;
  clock: Pick<Clock, 'now' | 'awake' | 'sleep'>;
  onTrouble(error: unknown): void;
};

export async function openFleet<All extends StreamEvents>(here: NodeContext<All>): Promise<Fleet<All>> {
  const { settings, home, copy, clock, onTrouble } = here;
  const { node, replicas } = settings;
  const lease = millis(settings.lease);
  const connection = await connectServers(settings);
  const isConnected = connectedNow(connection);
  try {
    const [client, manager] = [jetstream(connection), await jetstreamManager(connection)];
    const [keys, stores] = [new Kvm(client), new Objm(client)];
    const { madeAt } = await openJournalStream(manager, replicas);
    await checkCopy(copy, madeAt);
    const [locks, leasesBucket, store] = await Promise.all([
      keys.create(LOCKS, { replicas, history: 1, allow_direct: false }),
      keys.create(LEASES, { replicas, history: 1, ttl: lease, allow_direct: false }),
      stores.create(OBJECTS, { replicas }),
    ]);
    const objects = fleetObjects(here.objects, store, clock.now);
    const hosts = await openHostStreams(client, manager, { replicas, lease });
    const leases = leasesIn(leasesBucket, { node, home }, lease, clock);
    const { ttl } = await leasesBucket.status();
    if (ttl !== lease) throw otherLease(ttl, lease);
    const presence = await presenceOf(node, leases, lease, clock).catch((error: unknown) => {
      leases.close();
      throw error;
    });
    const around = { copy, objects, node, clock, madeAt, onTrouble };
    const ledger = await fleetLedger({
      ...around,
      journal: journalIn(client, manager, publisherOn(connection)),
      locks: (truth) => locksIn(locks, truth),
    });
    return {
      ...{ node, ledger, objects, leases, hosts, isAnswered: () => isConnected() && presence.isAnswered() },
      async close() {
        presence.close();
        leases.close();
        await ledger.close();
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw requestFailure(error, 'open the fleet');
  }
}

function connectedNow(connection: NatsConnection): () => boolean {
  let connected = true;
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'close') connected = false;
      if (type === 'reconnect') connected = true;
    }
  })();
  return () => connected;
}

const otherLease = (there: Millis, here: Millis): MusterError =>
  new MusterError(
    'config-invalid',
    `the leases of the fleet last ${there / 1000} s, and \`fleet.lease\` says ${here / 1000} s`,
    'It must be the same on all nodes: correct config.yaml.',
  );

/** A ledger that was written without this journal has events that the other nodes do not have, so it cannot become a copy of it. */
async function checkCopy<All extends StreamEvents>(copy: SqliteLedger<All>, madeAt: string): Promise<void> {
  const place = await copy.cursor(CURSOR);
  if (!place) {
    const [first] = await copy.streams({ newest: 1 });
    if (!first) return copy.saveCursor(CURSOR, 0, { madeAt });
    throw new MusterError(
      'config-invalid',
      'this home has runs of its own from before it was part of a fleet',
      'Use another home for the fleet (MUSTER_HOME), or take `fleet` out of config.yaml.',
    );
  }
  if ((place.extra as { madeAt?: unknown } | null)?.madeAt === madeAt) return;
  throw new MusterError(
    'ledger-corrupt',
    'the fleet has another journal than the one this home has a copy of',
    'Correct `fleet.servers`. If the fleet was set up again: move ledger.db with its -wal and -shm away, and start again.',
  );
}
