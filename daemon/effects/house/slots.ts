// Slots for workers: limits on how many run at once, overall, per provider and per agent. The ledger is the
// real queue and this only a throttle; after a restart, sessions that are still running take their slots first.

import PQueue from 'p-queue';

export type Slots = {
  /** Resolves when the session may start; the session keeps its slot until it is freed. */
  take(session: string, lanes: readonly Lane[], signal: AbortSignal): Promise<void>;
  /** Takes a slot at once for a session that is already running, even beyond the limit. */
  adopt(session: string, lanes: readonly Lane[]): void;
  free(session: string): void;
  busy(): number;
  /** Sessions that have a slot in a lane, or wait for one. */
  heldIn(lane: string): string[];
};

/** One limit: on all workers, one provider's, or one agent's. */
export type Lane = { name: string; places: number };

export function openSlots(): Slots {
  const queues = new Map<string, PQueue>();
  const held = new Map<string, { lanes: readonly Lane[]; leave(): void }>();

  const queueOf = ({ name, places }: Lane): PQueue => {
    const queue = queues.get(name) ?? new PQueue({ concurrency: places });
    queues.set(name, queue);
    return queue;
  };

  /** Acquires the limits one by one, the smallest first, so that no session occupies a large one while it waits for a small one. */
  async function take(session: string, lanes: readonly Lane[], signal: AbortSignal): Promise<void> {
    if (held.has(session)) return;
    const over = Promise.withResolvers<void>();
    held.set(session, { lanes, leave: over.resolve });
    try {
      for (const lane of [...lanes].sort((a, b) => a.places - b.places)) await enter(queueOf(lane), over.promise, signal);
    } catch (error) {
      free(session);
      throw error;
    }
  }

  function free(session: string): void {
    held.get(session)?.leave();
    held.delete(session);
  }

  return {
    take,
    adopt(session, lanes) {
      if (held.has(session)) return;
      const over = Promise.withResolvers<void>();
      held.set(session, { lanes, leave: over.resolve });
      for (const lane of lanes) void queueOf(lane).add(() => over.promise, { priority: 1 });
    },
    free,
    busy: () => held.size,
    heldIn: (name) => [...held].flatMap(([session, { lanes }]) => (lanes.some((it) => it.name === name) ? [session] : [])),
  };
}

/**
 * Resolves once the slot is taken; it is kept until `over` settles. Only the waiting can be aborted: p-queue would free the slot of a task
 * whose signal aborts while it runs.
 */
function enter(queue: PQueue, over: Promise<void>, signal: AbortSignal): Promise<void> {
  const inside = Promise.withResolvers<void>();
  const waiting = new AbortController();
  const giveUp = () => waiting.abort(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  queue
    .add(
      async () => {
        signal.removeEventListener('abort', giveUp);
        inside.resolve();
        await over;
      },
      { signal: waiting.signal },
    )
    .catch((error: unknown) => inside.reject(error));
  return inside.promise;
}
