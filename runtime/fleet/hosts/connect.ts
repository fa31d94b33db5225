// A host's connection to the fleet: the same servers and objects as a node, but no copy of the journal.

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import type { FleetConfig } from '../../../contracts/config.ts';
import { millis } from '../../../contracts/time.ts';
import { systemClock } from '../../clock.ts';
import type { Objects } from '../../ledger/ledger.ts';
import { fleetObjects } from '../objects.ts';
import { connectServers, requestFailure } from '../server.ts';
import { OBJECTS } from '../streams.ts';
import { type HostStreams, openHostStreams } from './open.ts';

export type FleetConnection = HostStreams & { objects: Objects; close(): Promise<void> };

export async function connectToFleet(settings: FleetConfig, own: Objects): Promise<FleetConnection> {
  const connection = await connectServers(settings);
  try {
    const { replicas } = settings;
    const [client, manager] = [jetstream(connection), await jetstreamManager(connection)];
    const places = await openHostStreams(client, manager, { replicas, lease: millis(settings.lease) });
    const store = await new Objm(client).create(OBJECTS, { replicas });
    return { ...places, objects: fleetObjects(own, store, systemClock.now), close: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw requestFailure(error, 'take part in the fleet');
  }
}
