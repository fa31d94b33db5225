// Tells the house which runs only wait for a person, because such a run needs no slot.

/** Reports a run's state when it changes, and in any case when the run is taken up. */
export function restReporter(rests: (run: string, now: boolean) => void): { tell(run: string, now: boolean, anew?: 'anew'): void } {
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
