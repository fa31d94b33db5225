// Finds runs by what their first event contains: task, project, task type. Only one event of each run
// is read, so a home with thousands of runs is searched quickly; only matching runs are folded.

import type { StreamRow } from '../../runtime/ledger/ledger.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunEventOf } from '../../skills/phases/events.ts';

type Created = RunEventOf<'run.created'>['payload'];
export type FoundRun = { run: string; created: Created; ended: boolean; createdAt: number };

/** How many runs to list at a time, the newest first, so that a search for a recent run need not wait for the whole list. */
const LOOKED_THROUGH = [50, 20_000];

/** Yields the newest first. A run whose first event is damaged is skipped; other checks report it. */
export async function* findRuns(ledger: MusterLedger, query: { ended?: boolean } = {}): AsyncGenerator<FoundRun> {
  const seen = new Set<string>();
  for (const newest of LOOKED_THROUGH) {
    const rows = await ledger.streams({ ...query, newest });
    for (const row of rows.reverse()) {
      if (row.stream === 'house' || seen.has(row.stream)) continue;
      seen.add(row.stream);
      const created = await firstOf(ledger, row.stream);
      if (created) yield { run: row.stream.slice('run/'.length), created, ended: row.ended, createdAt: row.createdAt };
    }
    if (rows.length < newest) return;
  }
}

/** Undefined for a run whose journal is damaged: the others are still found. */
async function firstOf(ledger: MusterLedger, stream: StreamRow['stream']): Promise<Created | undefined> {
  try {
    const [first] = await ledger.read(stream, 0, 1);
    return first?.type === 'run.created' ? first.payload : undefined;
  } catch {
    return undefined;
  }
}
