// A home with many ended runs, as their events describe them: written to its ledger while no daemon runs.

import { keepEarlierRuns } from '../../../daemon/records/kept/run-lines.ts';
import { openLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterLedger } from '../../../skills/events.ts';
import type { Fixture } from '../fixture.ts';
import { runNames } from './run-names.ts';
import { commitsOf, over, sampleRun } from './sample-run.ts';

/** Everything that follows the journal has caught up, as on a home where these runs really took place. */
const FOLLOWERS: Record<string, unknown> = { documents: null, impact: null, lines: {}, notices: null };

const TOGETHER = 2_000;

/** Returns the names of the runs. */
export async function fillWithPast(fixture: Fixture, project: string, count: number): Promise<string[]> {
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue });
  const runs = runNames(count);
  const open: Promise<unknown>[] = [];
  for (const run of runs) {
    const told = [...sampleRun(run, project, { looks: 1, findings: 1 }), ...over(fixture.home.run(run).report)];
    // Each append resolves when it is on disk, and many are written together.
    const written = commitsOf(run, told).map((commit) => ledger.append(commit));
    open.push(...written);
    if (open.length >= TOGETHER) await Promise.all(open.splice(0));
  }
  await Promise.all(open);
  // As if each of them had just ended.
  await keepEarlierRuns(ledger, new AbortController().signal);
  const last = await lastPosition(ledger);
  for (const [name, extra] of Object.entries(FOLLOWERS)) await ledger.saveCursor(name, last, extra);
  await ledger.close();
  return runs;
}

async function lastPosition(ledger: MusterLedger): Promise<number> {
  for (let position = 0; ; ) {
    const last = (await ledger.since(position, 5_000)).at(-1)?.position;
    if (last === undefined) return position;
    position = last;
  }
}
