// A queue: work is done one piece at a time, in the order in which it was requested.

export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

/** A failure does not block later work. */
export function makeQueue(): Queue {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = before.then(work);
    before = done.catch(() => undefined);
    return done;
  };
}
