// Starts the worker of an order, unless it was started before. Fetching its files may take long, so the host reports meanwhile.

import { MusterError } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, HostReport } from '../../../contracts/work/hosted.ts';
import type { Contact } from './contact.ts';
import { type WorkerContext, wasGivenUp, wasSeenThrough } from './worker-context.ts';

export type Launch = {
  isRunning(): boolean;
  /** Undefined as long as it is not known how the worker was started. */
  started(): HostReport['started'] | undefined;
  /** Why the worker could not be started. */
  failed(): string | undefined;
  /** Resolves when nothing is being started any more. */
  stop(): Promise<void>;
};

const AGAIN_AFTER: Millis = 1_000;

/** Also for an order taken by a process that ended before it had started the worker. */
export function launchWorker(order: HostOrder, around: WorkerContext, contact: Contact, signal: AbortSignal): Launch {
  const { host, lease, clock, log } = around;
  const { key } = order;
  const notWanted = new AbortController();
  const unwanted = AbortSignal.any([notWanted.signal, signal]);
  let started: HostReport['started'] | undefined;
  let failed: string | undefined;
  let isRunning = true;
  const launching = launch().finally(() => {
    isRunning = false;
  });

  async function launch(): Promise<void> {
    while (!unwanted.aborted) {
      try {
        await launchOnce();
        return;
      } catch (error) {
        if (unwanted.aborted) return;
        if (!isOfServers(error)) {
          failed = error instanceof Error ? error.message : String(error);
          log.warn('a worker could not be started', { session: key, error });
          return;
        }
        log.debug('files that a worker needs could not be fetched; retrying', { session: key, error });
        await clock.sleep(AGAIN_AFTER, unwanted);
      }
    }
  }

  async function launchOnce(): Promise<void> {
    const [known] = await host.observe([key]);
    if (known) return;
    await Promise.race([contact.first, clock.sleep(lease, unwanted)]);
    if (unwanted.aborted || (await wasGivenUp(around, order)) || (await wasSeenThrough(around, order))) return;
    started = await around.launch(order, contact.left, unwanted);
  }

  return {
    isRunning: () => isRunning,
    started: () => started,
    failed: () => failed,
    async stop() {
      notWanted.abort();
      await launching;
    },
  };
}

const isOfServers = (error: unknown): boolean =>
  error instanceof MusterError && (error.code === 'ledger-busy' || error.code === 'fleet-unreachable');
