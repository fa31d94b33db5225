// A run as a list shows it. Folding a thousand journals for one list takes seconds, so the line of an ended run is kept in the
// ledger beside the places of consumers, with the event up to which it holds. It is never the truth: it can be rebuilt.

import { failureOf } from '../../contracts/errors.ts';
import { timestamp } from '../../contracts/time.ts';
import type { StreamRow } from '../../runtime/ledger/ledger.ts';
import { hideDeep } from '../../runtime/secrets/deep.ts';
import { othersTurn } from '../../runtime/slices.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunState } from '../../skills/run/state.ts';
import { ListedRun } from './run-line.ts';

/** Counts up with every change to what a line holds, and to what follows from a view. */
const VERSION = 1;
const nameOf = (run: string): string => `run-line/${VERSION}/${run}`;
const ALL = 'run-lines';

/** Loaded where a line is made: most lists only read lines. */
const listing = () => import('./listed-run.ts');

type Row = Pick<StreamRow, 'stream' | 'seq' | 'createdAt'>;

/** In the order of the rows. Secrets are looked for in all lines together, which is faster than in each. */
export async function linesOfRuns(rows: readonly Row[], ledger: MusterLedger, hide: (text: string) => string): Promise<ListedRun[]> {
  const lines: ListedRun[] = [];
  for (const row of rows) lines.push(await lineOfRun(row, ledger));
  return hideDeep(lines, hide);
}

/** One that cannot be read is shown as damaged and hides no other. */
async function lineOfRun({ stream, seq, createdAt }: Row, ledger: MusterLedger): Promise<ListedRun> {
  const run = stream.slice('run/'.length);
  try {
    return (await keptLine(run, seq, ledger)) ?? (await (await listing()).listedFrom(ledger, run));
  } catch (error) {
    const none = { degraded: false, unjudged: false, project: '', endedAt: null, findings: 0, report: null };
    const unknown = { type: '', task: null, usd: null, open: 0 };
    return { ...none, ...unknown, run, status: 'damaged', title: failureOf(error).message, createdAt: timestamp(createdAt), seq };
  }
}

async function keptLine(run: string, seq: number, ledger: MusterLedger): Promise<ListedRun | undefined> {
  const kept = await ledger.cursor(nameOf(run));
  return kept?.position === seq ? ListedRun.safeParse(kept.extra).data : undefined;
}

/** Of a run that goes on nothing is kept: its next event would make it useless. */
export async function keepLine(state: RunState, ledger: MusterLedger): Promise<void> {
  if (state.life.kind !== 'ended') return;
  const { listed } = await listing();
  await ledger.saveCursor(nameOf(state.id), state.seq, listed(state));
}

/** Once for each version, for the runs that ended before it. */
export async function keepEarlierLines(ledger: MusterLedger, stopping: AbortSignal): Promise<void> {
  const before = await ledger.cursor(ALL);
  if (before?.position === VERSION) return;
  for (const { stream, seq } of await ledger.streams({ ended: true })) {
    if (stopping.aborted) return;
    const run = stream.slice('run/'.length);
    if (stream === 'house' || (await keptLine(run, seq, ledger))) continue;
    const line = await (await listing()).listedFrom(ledger, run).catch(() => undefined);
    if (line && !stopping.aborted) await ledger.saveCursor(nameOf(run), line.seq, line);
    await othersTurn();
  }
  if (!stopping.aborted) await ledger.saveCursor(ALL, VERSION, null);
}
