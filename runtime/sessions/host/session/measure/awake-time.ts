// A session's age: monotonic time that stands still while the machine sleeps, minus the time the session was held. `process.hrtime`
// is CLOCK_MONOTONIC on Linux, which does not count suspend.

export type AwakeTime = {
  age(): number;
  held(): boolean;
  hold(held: boolean): void;
};

/** Milliseconds of awake time, from an arbitrary start. */
export const awakeNow = (): number => Number(process.hrtime.bigint() / 1_000_000n);

export function awakeTime(now: () => number = awakeNow): AwakeTime {
  let counted = 0;
  let since: number | undefined = now();
  return {
    age: () => counted + (since === undefined ? 0 : now() - since),
    held: () => since === undefined,
    hold(held) {
      if (held && since !== undefined) {
        counted += now() - since;
        since = undefined;
      } else if (!held && since === undefined) {
        since = now();
      }
    },
  };
}
