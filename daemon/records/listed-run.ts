// The line of a run, from its state: with all the rules of a run behind it, which a list of kept lines does without.

import type { MusterLedger } from '../../skills/events.ts';
import { openGates } from '../../skills/run/gates/gates.ts';
import type { RunState } from '../../skills/run/state.ts';
import { viewRun } from '../lead/run/view-run.ts';
import { foldRun } from '../process/fold.ts';
import { type ListedRun, runLineOf } from './run-line.ts';

export const listedFrom = async (ledger: MusterLedger, run: string): Promise<ListedRun> => listed(await foldRun(ledger, run));

export function listed(state: RunState): ListedRun {
  const view = viewRun(state);
  const { seq, task, usage } = view;
  return { ...runLineOf(view), seq, type: task.type, task: task.task ?? null, usd: usage.usd, open: openGates(state).length };
}
