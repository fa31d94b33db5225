// How long a daemon takes from the start of its process to its first answer, with 1,000 unended runs; compared with an empty home.
// Half of the runs wait for a place, half were paused in the middle of their work.
//
//   node bench/start.ts [--quick] [--json]

import { openLedger } from '../runtime/ledger/open.ts';
import { eventCatalogue } from '../skills/events.ts';
import { median, short } from './support/figures.ts';
import { type Fixture, openFixture } from './support/fixture.ts';
import { runNames } from './support/homes/run-names.ts';
import { commitsOf, created, paused, queued, sampleRun } from './support/homes/sample-run.ts';
import { tell } from './support/row.ts';

const GOAL = 1;

await tell(async ({ quick }) => {
  const [count, rounds] = quick ? [10, 1] : [1_000, 5];
  const [full, empty] = [openFixture(), openFixture()];
  try {
    const project = full.project('shop');
    await fill(full, project, count);
    // The first start of each creates its home and reads the journal so far.
    for (const fixture of [full, empty]) await startOnce(fixture);
    const times: { full: number; empty: number }[] = [];
    for (let round = 0; round < rounds; round++) times.push({ full: await startOnce(full), empty: await startOnce(empty) });
    const [ours, base] = [median(times.map((it) => it.full)), median(times.map((it) => it.empty))];
    return [
      {
        key: 'start',
        what: `daemon start with ${count.toLocaleString('en')} unfinished runs → ready`,
        ours: `${short(ours)} s`,
        baseline: `with none: ${short(base)} s`,
        ratio: `+ ${short(ours - base)} s`,
        goals: [{ what: 'more', is: ours - base, unit: 's', atMost: GOAL }],
        figures: { rounds, ours, none: base, slowest: Math.max(...times.map((it) => it.full)) },
      },
    ];
  } finally {
    await full.clear();
    await empty.clear();
  }
});

/** Seconds until it answered. */
async function startOnce(fixture: Fixture): Promise<number> {
  const { readyAfter } = await fixture.up();
  await fixture.down();
  return readyAfter / 1000;
}

async function fill(fixture: Fixture, project: string, count: number): Promise<void> {
  const ledger = await openLedger({ path: fixture.home.ledger, catalogue: eventCatalogue });
  for (const [n, run] of runNames(count).entries()) {
    const waits = [[created(run, project)], [queued()]];
    const rests = [...sampleRun(run, project, { looks: 3, findings: 2 }), [paused()]];
    for (const commit of commitsOf(run, n % 2 === 0 ? waits : rests)) void ledger.append(commit);
    if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await ledger.close();
}
