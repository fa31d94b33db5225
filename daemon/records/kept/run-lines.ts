// Runs as lists show and count them. Folding a thousand journals for one list takes seconds, so the line and the figures of an ended run
// are cached in the ledger beside the positions of consumers, with the event up to which they hold. They can be rebuilt at any time.

import { failureOf, MusterError } from '../../../contracts/errors.ts';
import { timestamp } from '../../../contracts/time.ts';
import type { StreamRow } from '../../../runtime/ledger/ledger.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { yieldToOthers } from '../../../runtime/slices.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { type KeptText, textOf, valueIn } from './kept-text.ts';
import type { Listing } from './listed-run.ts';
import type { RunFigures } from './run-figures.ts';
import type { ListedRun } from './run-line.ts';

/** Increment with every change to what is cached, and to what is derived from a view. */
const VERSION = 3;
const nameOf = (run: string): string => `run-line/${run}`;
const ALL = 'run-lines';
/** For how many runs that ended before views were cached to build one: the newest, which people still look at. */
const VIEWS_MADE = 1_000;

/** Loaded only when something has to be built: most lists only read cached lines. */
const listing = () => import('./listed-run.ts');
const views = () => import('./kept-view.ts');

type Row = Pick<StreamRow, 'stream' | 'seq' | 'createdAt'>;
const runOf = ({ stream }: Pick<Row, 'stream'>): string => stream.slice('run/'.length);

/** In the order of the rows. Secrets are searched for in all lines together, which is faster than in each. */
export async function linesOfRuns(rows: readonly Row[], ledger: MusterLedger, hide: (text: string) => string): Promise<ListedRun[]> {
  const lines: ListedRun[] = [];
  for (const row of rows) lines.push(await lineOfRun(row, ledger));
  return hideDeep(lines, hide);
}

/** In the order of the rows. A damaged run is left out, so that the others can still be counted. */
export async function figuresOfRuns(rows: readonly Row[], ledger: MusterLedger, hide: (text: string) => string): Promise<RunFigures[]> {
  const all: RunFigures[] = [];
  for (const row of rows) {
    try {
      all.push((await listingOfRun(row, ledger)).figures);
    } catch (error) {
      if (!(error instanceof MusterError && (error.code === 'ledger-corrupt' || error.code === 'event-illegal'))) throw error;
    }
  }
  return hideDeep(all, hide);
}

/** A run that cannot be read is shown as damaged and does not hide others. */
async function lineOfRun(row: Row, ledger: MusterLedger): Promise<ListedRun> {
  try {
    return (await listingOfRun(row, ledger)).line;
  } catch (error) {
    const none = { degraded: false, unjudged: false, inconclusive: false, project: '', endedAt: null, findings: 0, report: null };
    const unknown = { type: '', task: null, usd: null, open: 0 };
    const { seq, createdAt } = row;
    return {
      ...none,
      ...unknown,
      run: runOf(row),
      status: 'damaged',
      title: failureOf(error).message,
      createdAt: timestamp(createdAt),
      seq,
    };
  }
}

const listingOfRun = async (row: Row, ledger: MusterLedger): Promise<Listing> =>
  (await keptListing(row, ledger)) ?? (await (await listing()).listedFrom(ledger, runOf(row))).listing;

/** Lists and counts trust the cache; `muster verify` compares it with the events. */
export async function keptListing(row: Pick<Row, 'stream' | 'seq'>, ledger: MusterLedger): Promise<Listing | undefined> {
  const kept = await ledger.cursor(nameOf(runOf(row)));
  const found = (kept?.extra ?? {}) as Partial<KeptText & { version: number }>;
  return kept?.position === row.seq && found.version === VERSION ? valueIn<Listing>(found) : undefined;
}

/** Nothing is cached for a run in progress: its next event would invalidate it. */
export async function keepRun(state: RunState, ledger: MusterLedger): Promise<void> {
  if (state.life.kind !== 'ended') return;
  const [{ listingOf }, { keepView }] = await Promise.all([listing(), views()]);
  const { view, listing: kept } = listingOf(state);
  // Together, so that both are in one commit.
  await Promise.all([keepListing(kept, ledger), keepView(view, ledger)]);
}

const keepListing = (listing: Listing, ledger: MusterLedger): Promise<void> =>
  ledger.saveCursor(nameOf(listing.line.run), listing.line.seq, { version: VERSION, ...textOf(listing) });

/** Runs once per version, for the runs that ended before it. */
export async function keepEarlierRuns(ledger: MusterLedger, stopping: AbortSignal): Promise<void> {
  const { KEPT_BY, keepView, keptText } = await views();
  const before = await ledger.cursor(ALL);
  if (before?.position === VERSION && before.extra === KEPT_BY) return;
  const rows = (await ledger.streams({ ended: true })).filter(({ stream }) => stream !== 'house');
  for (const [n, row] of rows.entries()) {
    if (stopping.aborted) return;
    const wantsView = n >= rows.length - VIEWS_MADE && (await keptText(ledger, runOf(row), row.seq)) === undefined;
    if (!wantsView && (await keptListing(row, ledger))) continue;
    const made = await (await listing()).listedFrom(ledger, runOf(row)).catch(() => undefined);
    if (made && !stopping.aborted)
      await Promise.all([keepListing(made.listing, ledger), wantsView ? keepView(made.view, ledger) : undefined]);
    await yieldToOthers();
  }
  if (!stopping.aborted) await ledger.saveCursor(ALL, VERSION, KEPT_BY);
}
