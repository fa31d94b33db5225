// Work that is done one after the other, in the order in which it was asked for, though each piece takes its time.

export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** What fails holds up nothing that comes after it. */
export function inTurn(): InTurn {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = before.then(work);
    before = done.catch(() => undefined);
    return done;
  };
}
