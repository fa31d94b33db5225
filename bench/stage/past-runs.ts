// A home with many runs that have ended, as their events tell it: put into its ledger while no daemon is there.

import { openLedger } from '../../runtime/ledger/open.ts';
import { eventCatalogue } from '../../skills/events.ts';
import type { Fixture } from './fixture.ts';
import { runNames } from './run-names.ts';
import { commitsOf, over, tale } from './tale.ts';

/** Gives the names of the runs. */
export async function fillWithPast(fixture: Fixture, project: string, count: number): Promise<string[]> {
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue });
  const runs = runNames(count);
  for (const [n, run] of runs.entries()) {
    const told = [...tale(run, project, { looks: 2, findings: 2 }), ...over(fixture.home.run(run).report)];
    for (const commit of commitsOf(run, told)) void ledger.append(commit);
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await ledger.close();
  return runs;
}
