// What a host needs to look after one worker: the servers of the fleet, its session host, its files, and how long a lease is.

import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, HostReport } from '../../../contracts/work/hosted.ts';
import type { Host } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { FleetConnection } from '../../../runtime/fleet/hosts/connect.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { HostConnection } from '../../../runtime/sessions/client/client.ts';
import type { HandOver } from './hand-over.ts';
import type { WorkerFiles } from './worker-files.ts';

export type WorkerContext = {
  end: Pick<FleetConnection, 'orders' | 'reports'>;
  host: Pick<Host, 'observe' | 'stop'> & Pick<HostConnection, 'keep'>;
  /** `left`: how long the worker may go on unless that is extended. */
  launch(order: HostOrder, left: () => Millis, signal: AbortSignal): Promise<HostReport['started']>;
  /** What the worker of an order has left so far. */
  left(order: HostOrder): WorkerFiles;
  /** For work that writes. */
  handOver: HandOver;
  name: string;
  home: string;
  lease: Millis;
  clock: Clock;
  log: Log;
};

/** The lead has given the worker of this order up. */
export const wasGivenUp = async ({ end }: Pick<WorkerContext, 'end'>, { key }: HostOrder): Promise<boolean> =>
  (await end.orders.taken(key))?.stopped === true;

/**
 * If the servers did not hear that an order was received, it comes again, perhaps after its end was reported; it is not started again.
 */
export const wasSeenThrough = async ({ end }: Pick<WorkerContext, 'end'>, { key }: HostOrder): Promise<boolean> =>
  (await end.reports.last(key))?.whole === true;
