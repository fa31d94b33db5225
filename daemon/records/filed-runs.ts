// Runs by what their first event says of them: task, project, task type. One event is read of each, so that
// a home with thousands of runs is looked through in a moment; only what is wanted is folded.

import type { StreamRow } from '../../runtime/ledger/ledger.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunEventOf } from '../../skills/phases/events.ts';

type Created = RunEventOf<'run.created'>['payload'];
export type FiledRun = { run: string; created: Created; ended: boolean; createdAt: number };

/** How many are looked through, the newest first: who is after one of the newest does not wait for the list of all. */
const LOOKED_THROUGH = [50, 20_000];

/** The newest first. One whose first event is damaged is passed over: others say so. */
export async function* filedRuns(ledger: MusterLedger, query: { ended?: boolean } = {}): AsyncGenerator<FiledRun> {
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

async function firstOf(ledger: MusterLedger, stream: StreamRow['stream']): Promise<Created | undefined> {
  try {
    const [first] = await ledger.read(stream, 0, 1);
    return first?.type === 'run.created' ? first.payload : undefined;
  } catch {
    return undefined;
  }
}
