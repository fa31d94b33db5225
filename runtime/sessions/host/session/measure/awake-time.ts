// A session's age: awake monotonic time, which stands still while the machine sleeps, without the
// time it was held. `process.hrtime` is CLOCK_MONOTONIC on Linux, and that clock does not count suspend.

export type AwakeTime = {
  age(): number;
  held(): boolean;
  hold(held: boolean): void;
};

/** Milliseconds of the machine's awake time, from an arbitrary beginning. */
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
