// A run as seen from the ledger while it is in progress: each look returns what is new. The daemon is
// not asked, so watchers cannot slow it down.

import type { MusterLedger, RunRecord } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { evolveRun } from '../../lead/run/evolve-run.ts';
import { foldRun } from '../../process/fold.ts';

export type RunWatch = {
  state(): RunState;
  /** The events since the last look; the first time, those since it was opened. */
  look(): Promise<readonly RunRecord[]>;
};

export async function watchRun(ledger: MusterLedger, run: string): Promise<RunWatch> {
  let state = await foldRun(ledger, run);
  let told = state.seq;
  return {
    state: () => state,
    async look() {
      const events = await ledger.read(`run/${run}`, told);
      told = events.at(-1)?.seq ?? told;
      state = events.filter((it) => it.seq > state.seq).reduce(evolveRun, state);
      return events;
    },
  };
}
