// The runs as the page reads them: from the ledger, without asking the daemon. What was read is kept as long as the
// journal of the run has not moved on, so that a list of a thousand runs costs a fold for each only once.

import { failureOf, MusterError } from '../../../contracts/errors.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { timestamp } from '../../../contracts/time.ts';
import { exists } from '../../../runtime/files.ts';
import type { SqliteLedger } from '../../../runtime/ledger/open.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import type { MusterEvents } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { plainDeep } from '../../../skills/telling/plain-text.ts';
import { type RunWatch, watchRun } from '../../cli/follow/watch-run.ts';
import { isOpenGate } from '../../cli/named/find-gate.ts';
import { mustHaveRecords, openRecords, type Records } from '../../cli/named/records.ts';
import { type RunLine, runLineOf } from '../../cli/screens/tables/runs-table.ts';
import type { Context } from '../../cli/words/command.ts';
import { viewRun } from '../../lead/run/view-run.ts';

export type PageLedger = SqliteLedger<MusterEvents>;

/** A run in a list: what `muster runs` shows, and what a search looks in. */
export type ListedRun = RunLine & { seq: number; type: string; task: string | null; usd: number | null; open: number };

export type RunBook = {
  /** Undefined where nothing has run yet. */
  ledger(): Promise<PageLedger | undefined>;
  /** Without secrets and without invisible characters. */
  view(run: string): Promise<RunView>;
  state(run: string): Promise<RunState>;
  list(query: { newest: number; ended?: boolean }): Promise<ListedRun[]>;
  close(): Promise<void>;
};

const lineOf = (view: RunView): ListedRun => ({
  ...runLineOf(view),
  seq: view.seq,
  type: view.task.type,
  task: view.task.task ?? null,
  usd: view.usage.usd,
  open: view.gates.filter(isOpenGate).length,
});

/** Of these the whole view is kept; of all others only the line. */
const VIEWS_KEPT = 6;

export function openRunBook(context: Context): RunBook {
  let records: Promise<Records | undefined> | undefined;
  const views = new Map<string, { watch: RunWatch; seq: number; view: RunView }>();
  const lines = new Map<string, { seq: number; line: ListedRun }>();

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

  async function listed(run: string, seq: number, createdAt: number): Promise<ListedRun> {
    const known = lines.get(run);
    if (known?.seq === seq) return known.line;
    const line = await lineFor(run, seq, createdAt);
    lines.set(run, { seq, line });
    return line;
  }

  async function lineFor(run: string, seq: number, createdAt: number): Promise<ListedRun> {
    try {
      const here = await open();
      const seen = await (here ?? (await mustHaveRecords(context, run))).view(run);
      return plainDeep(lineOf(seen));
    } catch (error) {
      // A damaged run is shown as damaged and hides no other.
      const at = timestamp(createdAt);
      return {
        run,
        status: 'damaged',
        degraded: false,
        unjudged: false,
        title: failureOf(error).message,
        project: '',
        createdAt: at,
        endedAt: null,
        findings: 0,
        report: null,
        seq,
        type: '',
        task: null,
        usd: null,
        open: 0,
      };
    }
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
      const rows = (await (await open())?.runs(ended === undefined ? { newest: newest + 1 } : { ended })) ?? [];
      const found: ListedRun[] = [];
      for (const { run, seq, createdAt } of rows.slice(0, newest)) found.push(await listed(run, seq, createdAt));
      return found;
    },
    close: async () => {
      await (await records)?.[Symbol.asyncDispose]();
    },
  };
}
