// The line of a run, from its state: with all the rules of a run behind it, which a list of kept lines does without.

import type { RunView } from '../../../contracts/run/run-view.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import { openGates } from '../../../skills/run/gates/gates.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import { foldRun } from '../../process/fold.ts';
import { figuresOf, type RunFigures } from './run-figures.ts';
import { type ListedRun, runLineOf } from './run-line.ts';

/** What is kept of a run for lists and counts. */
export type Listing = { line: ListedRun; figures: RunFigures };

/** With the view that it is made of. */
export type Listed = { view: RunView; listing: Listing };

export const listedFrom = async (ledger: MusterLedger, run: string): Promise<Listed> => listingOf(await foldRun(ledger, run));

export function listingOf(state: RunState): Listed {
  const view = viewRun(state);
  const { seq, task, usage } = view;
  const line = { ...runLineOf(view), seq, type: task.type, task: task.task ?? null, usd: usage.usd, open: openGates(state).length };
  return { view, listing: { line, figures: figuresOf(view) } };
}
