// When the CPU time of the sessions is recorded: at once for a session that is asked about and was never
// measured, else as often as it costs next to nothing. A look at every process is shared by all sessions.

import { lookAtProcesses } from '../../../../processes/processes.ts';
import type { ProcessTable } from '../../../../processes/table.ts';

type Measured = { measureCpu(table: ProcessTable): void; measured(): boolean };

/** Somebody who falls silent should have been seen to work, or not, not long before. */
const AT_LEAST_EVERY = 30_000;
/** Looking takes about a fiftieth of the time, but is not put off for longer than this. */
const SHARE = 50;
const AT_MOST_EVERY = 1_000;

export type CpuMeter = {
  /** `asked`: those whose CPU time is wanted now. */
  turn(asked: readonly Measured[], everybody: Iterable<Measured>): void;
};

export function cpuMeter(now: () => number = () => performance.now(), look: () => ProcessTable = lookAtProcesses): CpuMeter {
  let lastEnd = now();
  let lastCost = 0;
  return {
    turn(asked, everybody) {
      const begun = now();
      const since = begun - lastEnd;
      const due =
        asked.length > 0
          ? since >= Math.min(SHARE * lastCost, AT_MOST_EVERY) || asked.some((it) => !it.measured())
          : since >= AT_LEAST_EVERY;
      if (!due) return;
      const table = look();
      for (const one of everybody) one.measureCpu(table);
      lastEnd = now();
      lastCost = lastEnd - begun;
    },
  };
}
