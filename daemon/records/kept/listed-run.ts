// Builds a run's line from its state. This needs all the rules of a run, which a list of cached lines does without.

import type { RunView } from '../../../contracts/run/run-view.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import { openGates } from '../../../skills/run/gates/gates.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import { foldRun } from '../../process/fold.ts';
import { figuresOf, type RunFigures } from './run-figures.ts';
import { type ListedRun, runLineOf } from './run-line.ts';

/** What is cached of a run for lists and counts. */
export type Listing = { line: ListedRun; figures: RunFigures };

/** A listing, with the view that it was made from. */
export type Listed = { view: RunView; listing: Listing };

export const listedFrom = async (ledger: MusterLedger, run: string): Promise<Listed> => listingOf(await foldRun(ledger, run));

export function listingOf(state: RunState): Listed {
  const view = viewRun(state);
  const { seq, task, usage } = view;
  const line = { ...runLineOf(view), seq, type: task.type, task: task.task ?? null, usd: usage.usd, open: openGates(state).length };
  return { view, listing: { line, figures: figuresOf(view) } };
}
