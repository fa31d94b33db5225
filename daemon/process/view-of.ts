// The view of a run, read from the ledger.

import type { RunView } from '../../contracts/run/run-view.ts';
import type { MusterLedger } from '../../skills/events.ts';
import { viewRun } from '../lead/run/view-run.ts';
import { foldRun } from './fold.ts';

export const viewOf = async (ledger: MusterLedger, run: string): Promise<RunView> => viewRun(await foldRun(ledger, run));
