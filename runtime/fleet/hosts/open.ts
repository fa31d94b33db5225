// Opens the streams and buckets through which leads and hosts of a fleet communicate; the first of them creates what is missing.

import {
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { Millis } from '../../../contracts/time.ts';
import { requestFailure } from '../server.ts';
import { type Fences, fencesIn } from './fences.ts';
import { type Offers, offersIn } from './offers.ts';
import { ORDERS_STREAM, type Orders, ordersIn } from './orders.ts';
import { type HostReports, hostReportsIn, REPORTS_STREAM } from './reports.ts';

export type HostStreams = { offers: Offers; orders: Orders; fences: Fences; reports: HostReports };

const OFFERS = 'muster_hosts';
const TAKEN = 'muster_taken';
/** Never expires: even work that was kept for a long time must be recognised as outdated. */
const FENCES = 'muster_fences';
/** A result that arrives later than this is lost. */
const KEPT_FOR: Millis = 7 * 86_400_000;

export async function openHostStreams(
  client: JetStreamClient,
  manager: JetStreamManager,
  { replicas, lease }: { replicas: number; lease: Millis },
): Promise<HostStreams> {
  try {
    const keys = new Kvm(client);
    const stream = (more: Partial<StreamConfig> & { name: string }) =>
      manager.streams.info(more.name).catch(() =>
        manager.streams.add({
          storage: StorageType.File,
          num_replicas: replicas,
          discard: DiscardPolicy.Old,
          max_age: KEPT_FOR * 1_000_000,
          allow_direct: false,
          ...more,
        }),
      );
    const [offers, taken, fences] = await Promise.all([
      keys.create(OFFERS, { replicas, history: 1, ttl: lease, allow_direct: false }),
      keys.create(TAKEN, { replicas, history: 1, ttl: KEPT_FOR, allow_direct: false }),
      keys.create(FENCES, { replicas, history: 1, allow_direct: false }),
      stream({ name: ORDERS_STREAM.name, subjects: [...ORDERS_STREAM.subjects], retention: RetentionPolicy.Workqueue }),
      stream({ name: REPORTS_STREAM.name, subjects: [...REPORTS_STREAM.subjects], retention: RetentionPolicy.Limits }),
    ]);
    return {
      offers: offersIn(offers, () => keysOf(manager, OFFERS)),
      orders: ordersIn(client, manager, taken),
      fences: fencesIn(fences),
      reports: hostReportsIn(client, manager),
    };
  } catch (error) {
    throw requestFailure(error, 'open the places where hosts are given work');
  }
}

/** With a single request. The client's own method reads through a consumer, and never returns if the server of that consumer dies. */
async function keysOf(manager: JetStreamManager, bucket: string): Promise<string[]> {
  const before = `$KV.${bucket}.`;
  const { state } = await manager.streams.info(`KV_${bucket}`, { subjects_filter: `${before}>` });
  return Object.keys(state.subjects ?? {}).map((it) => it.slice(before.length));
}
