// Access to a repository of bases: captures run side by side, cleaning up runs alone. Only
// the daemon writes there, so its own memory is enough.

type Queue = { inside: Set<Promise<unknown>>; alone: Promise<unknown> };

const queues = new Map<string, Queue>();

function queueAt(gitDir: string): Queue {
  const queue = queues.get(gitDir) ?? { inside: new Set(), alone: Promise.resolve() };
  queues.set(gitDir, queue);
  return queue;
}

/** Beside others who do the same, and never beside one who is alone. */
export async function together<T>(gitDir: string, work: () => Promise<T>): Promise<T> {
  const queue = queueAt(gitDir);
  // Somebody else may have asked to be alone while this one waited.
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

/** After all who are there, and before all who come. */
export function alone<T>(gitDir: string, work: () => Promise<T>): Promise<T> {
  const queue = queueAt(gitDir);
  const working = Promise.allSettled([queue.alone, ...queue.inside]).then(work);
  queue.alone = working.catch(() => undefined);
  return working;
}
