// The memory of a daemon after many runs: on a home with 10,000 ended runs, plus 100 that it carried out itself; compared with a
// daemon on an empty home.
//
//   node bench/rows/many-runs.ts [--quick] [--json]

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mb } from '../support/figures.ts';
import { openFixture } from '../support/fixture.ts';
import { fillWithPast } from '../support/homes/past-runs.ts';
import { memoryOf } from '../support/peers/process-costs.ts';
import { tell } from '../support/row.ts';

const MB = 1024 * 1024;
const GOAL = 10;
const NOTHING = join(import.meta.dirname, '..', 'workers', 'nothing.sh');
/** This many at once. */
const SLICE = 10;

await tell(async ({ quick }) => {
  const [past, own, settle] = quick ? [20, 2, 300] : [10_000, 100, 5_000];
  const idle = await measured(0, 0, settle);
  const after = await measured(past, own, settle);
  const more = after.later - idle.later;
  return [
    {
      key: 'memory-runs',
      what: `daemon memory on a home with ${past.toLocaleString('en')} runs, after ${own} of its own`,
      ours: mb(after.later),
      baseline: `on an empty home: ${mb(idle.later)}`,
      ratio: `+ ${mb(more)}`,
      goals: [{ what: 'more', is: more / MB, unit: 'MB', atMost: GOAL }],
      figures: {
        idle: idle.later,
        started: after.begun,
        later: after.later,
        perOwnRun: Math.round((after.later - after.begun) / Math.max(1, own)),
      },
    },
  ];
});

async function measured(past: number, own: number, settle: number): Promise<{ begun: number; later: number }> {
  const fixture = openFixture();
  try {
    fixture.settings({ workers: 16 });
    fixture.hire('idler', ['/bin/sh', NOTHING, '{prompt}', '{result}']);
    const project = fixture.project('shop');
    if (past > 0) await fillWithPast(fixture, project, past);
    const { pid } = await fixture.up();
    await sleep(settle);
    const begun = memoryOf(pid);
    fixture.journal().news();
    for (let done = 0; done < own; done += SLICE) {
      const runs = new Set<string>();
      for (let n = 0; n < Math.min(SLICE, own - done); n++) runs.add(`run/${await fixture.submit(project, ['idler'])}`);
      await fixture.journal().until('these runs to end', ({ type, stream }) => {
        if (type === 'run.ended') runs.delete(stream);
        return runs.size === 0;
      });
    }
    await sleep(settle);
    return { begun, later: memoryOf(pid) };
  } finally {
    await fixture.clear();
  }
}
