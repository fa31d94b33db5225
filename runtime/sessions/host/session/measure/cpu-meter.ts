// When the CPU time of the sessions is measured: immediately for a session that is queried and was never measured, otherwise as
// often as the cost is negligible. One look at all processes serves all sessions.

import { readProcessTable } from '../../../../processes/processes.ts';
import type { ProcessTable } from '../../../../processes/table.ts';

type Measured = { measureCpu(table: ProcessTable): void; measured(): boolean };

/** When a worker falls silent, its last measurement should not be much older than this. */
const AT_LEAST_EVERY = 30_000;
/** On request, measures again after SHARE times the cost of the last measurement, or after AT_MOST_EVERY if that is sooner. */
const SHARE = 50;
const AT_MOST_EVERY = 1_000;

export type CpuMeter = {
  /** `asked`: the sessions whose CPU time is wanted now. */
  now(asked: readonly Measured[], everybody: Iterable<Measured>): void;
  /**
   * Measures in a later turn of the event loop, if the last time is long ago: with hundreds of sessions it takes tens of
   * milliseconds, and whoever asks for something else gets the answer first.
   */
  later(everybody: () => Iterable<Measured>): void;
};

export function cpuMeter(now: () => number = () => performance.now(), look: () => ProcessTable = readProcessTable): CpuMeter {
  let lastEnd = now();
  let lastCost = 0;
  let isComing = false;

  function measure(everybody: Iterable<Measured>): void {
    const begun = now();
    const table = look();
    for (const one of everybody) one.measureCpu(table);
    lastEnd = now();
    lastCost = lastEnd - begun;
  }

  return {
    now(asked, everybody) {
      const isDue = now() - lastEnd >= Math.min(SHARE * lastCost, AT_MOST_EVERY) || asked.some((it) => !it.measured());
      if (asked.length > 0 && isDue) measure(everybody);
    },
    later(everybody) {
      if (isComing || now() - lastEnd < AT_LEAST_EVERY) return;
      isComing = true;
      setImmediate(() => {
        isComing = false;
        try {
          measure(everybody());
        } catch {
          // Nobody waits for it. Next time the process table may be readable again.
        }
      });
    },
  };
}
