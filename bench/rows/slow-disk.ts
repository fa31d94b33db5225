// How long a daemon takes to answer during 100 runs on a disk whose fsync takes 20 ms; compared with the same disk when idle.
//
//   node bench/rows/slow-disk.ts [--quick] [--json]

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ms } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { responseTimes } from '../support/response-times.ts';
import { notMeasured, tell } from '../support/row.ts';
import { slowDisk } from '../support/slow-disk.ts';

const [FSYNC, GOAL] = [20, 10];
const NOTHING = join(import.meta.dirname, '..', 'workers', 'nothing.sh');

await tell(async ({ quick }) => {
  const runs = quick ? 3 : 100;
  const what = `time to an answer while ${runs} runs go on, fsync takes ${FSYNC} ms`;
  const fixture = openFixture();
  try {
    const disk = slowDisk(fixture.folder, FSYNC);
    if ('cannot' in disk) return [notMeasured('slow-disk', what, `no library that slows fsync could be made: ${disk.cannot}`)];
    fixture.settings({ workers: 16 });
    fixture.hire('idler', ['/bin/sh', NOTHING, '{prompt}', '{result}']);
    const project = fixture.project('shop');
    await fixture.up(disk.env);
    await sleep(quick ? 100 : 1_000);
    const idle = await responseTimes(fixture, () => sleep(quick ? 200 : 3_000));
    const busy = await responseTimes(fixture, () => carriedOut(fixture, project, runs));
    return [
      {
        key: 'slow-disk',
        what,
        ours: `p50 ${ms(busy.p50)}, p99 ${ms(busy.p99)}`,
        baseline: `the same disk, nothing to do: p99 ${ms(idle.p99)}`,
        ratio: `+ ${ms(busy.p99 - idle.p99)}`,
        goals: [{ what: 'p99', is: busy.p99, unit: 'ms', atMost: GOAL }],
        figures: { runs, ...busy, idleP50: idle.p50, idleP99: idle.p99 },
      },
    ];
  } finally {
    await fixture.clear();
  }
});

async function carriedOut(fixture: Fixture, project: string, runs: number): Promise<void> {
  const asked = await Promise.all(Array.from({ length: runs }, () => fixture.submit(project, ['idler'])));
  const open = new Set(asked.map((run) => `run/${run}`));
  await fixture.journal().until('the end of all runs', ({ stream, type }) => {
    if (type === 'run.ended') open.delete(stream);
    return open.size === 0;
  });
}
