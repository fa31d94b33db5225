// The runs as the page reads them: from the ledger, without the daemon. Results are cached until the run's journal grows.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { exists } from '../../../runtime/files.ts';
import type { SqliteLedger } from '../../../runtime/ledger/open.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import type { MusterEvents } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { plainDeep } from '../../../skills/wording/plain-text.ts';
import { type RunWatch, watchRun } from '../../cli/follow/watch-run.ts';
import { mustHaveRecords, openRecords, type Records, type RunRow } from '../../cli/named/records.ts';
import type { Context } from '../../cli/words/command.ts';
import { viewRun } from '../../lead/run/view-run.ts';
import type { ListedRun } from '../../records/kept/run-line.ts';
import { linesOfRuns } from '../../records/kept/run-lines.ts';

export type PageLedger = SqliteLedger<MusterEvents>;

export type RunBook = {
  /** Undefined if nothing has run yet. */
  ledger(): Promise<PageLedger | undefined>;
  /** Without secrets and without invisible characters. */
  view(run: string): Promise<RunView>;
  state(run: string): Promise<RunState>;
  list(query: { newest: number; ended?: boolean }): Promise<ListedRun[]>;
  close(): Promise<void>;
};

/** How many complete views are cached; for all other runs only the line is. */
const VIEWS_KEPT = 6;

export function openRunBook(context: Context): RunBook {
  let records: Promise<Records | undefined> | undefined;
  const views = new Map<string, { watch: RunWatch; seq: number; view: RunView }>();
  const lines = new Map<string, ListedRun>();

  async function open(): Promise<Records | undefined> {
    if (records === undefined && (await exists(context.home.ledger))) records = openRecords(context);
    return records;
  }

  async function view(run: string): Promise<RunView> {
    const here = await open();
    const { ledger } = here ?? (await mustHaveRecords(context, run));
    const known = views.get(run);
    const watch = known?.watch ?? (await watchRun(ledger, run));
    await watch.look();
    const { seq } = watch.state();
    const fresh = known?.seq === seq ? known.view : plainDeep(hideDeep(viewRun(watch.state()), context.hide));
    views.delete(run);
    views.set(run, { watch, seq, view: fresh });
    for (const oldest of views.keys()) {
      if (views.size <= VIEWS_KEPT) break;
      views.delete(oldest);
    }
    return fresh;
  }

  async function listed(rows: readonly RunRow[], ledger: PageLedger): Promise<ListedRun[]> {
    const moved = rows.filter(({ run, seq }) => lines.get(run)?.seq !== seq);
    for (const line of plainDeep(await linesOfRuns(moved, ledger, context.hide))) lines.set(line.run, line);
    return rows.flatMap(({ run }) => lines.get(run) ?? []);
  }

  return {
    ledger: async () => (await open())?.ledger,
    view,
    async state(run) {
      await view(run);
      const known = views.get(run);
      if (!known) throw new MusterError('run-unknown', `unknown run ${run}`, 'The list of runs shows them.');
      return known.watch.state();
    },
    async list({ newest, ended }) {
      const here = await open();
      if (!here) return [];
      const rows = await here.runs(ended === undefined ? { newest: newest + 1 } : { ended });
      return listed(rows.slice(0, newest), here.ledger);
    },
    close: async () => {
      await (await records)?.[Symbol.asyncDispose]();
    },
  };
}
