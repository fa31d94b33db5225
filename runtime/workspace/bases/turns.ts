// A read-write lock for each repository of bases: captures run side by side, cleaning up runs alone. It is kept in memory, because
// only the daemon writes there.

type Queue = { inside: Set<Promise<unknown>>; alone: Promise<unknown> };

const queues = new Map<string, Queue>();

function queueAt(gitDir: string): Queue {
  const queue = queues.get(gitDir) ?? { inside: new Set(), alone: Promise.resolve() };
  queues.set(gitDir, queue);
  return queue;
}

/** Runs concurrently with other such work, but never with exclusive work. */
export async function together<T>(gitDir: string, work: () => Promise<T>): Promise<T> {
  const queue = queueAt(gitDir);
  // Other exclusive work may have been queued while this waited.
  for (let last: unknown; last !== queue.alone; ) {
    last = queue.alone;
    await last;
  }
  const working = work();
  queue.inside.add(working);
  try {
    return await working;
  } finally {
    queue.inside.delete(working);
  }
}

/** Runs after everything that is running, and before everything that comes later. */
export function alone<T>(gitDir: string, work: () => Promise<T>): Promise<T> {
  const queue = queueAt(gitDir);
  const working = Promise.allSettled([queue.alone, ...queue.inside]).then(work);
  queue.alone = working.catch(() => undefined);
  return working;
}
