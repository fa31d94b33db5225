// Which runs only wait for somebody: the house is told, because such a run needs no place.

/** Tells whether a run rests when that changes, and in any case when it is taken up. */
export function restsToldBy(rests: (run: string, now: boolean) => void): { tell(run: string, now: boolean, anew?: 'anew'): void } {
  const resting = new Set<string>();
  return {
    tell(run, now, anew) {
      if (!anew && resting.has(run) === now) return;
      if (now) resting.add(run);
      else resting.delete(run);
      rests(run, now);
    },
  };
}
