// What a daemon costs that only waits: CPU and wake-ups with 100 dispatches pending that say nothing.
//
//   node bench/silent-cpu.ts [--quick] [--json]

import { setTimeout as sleep } from 'node:timers/promises';
import { short } from './stage/figures.ts';
import { openFixture } from './stage/fixture.ts';
import { pendingOn, prepareFixture } from './stage/pending.ts';
import { type Costs, costsOf, parentOf } from './stage/process-costs.ts';
import { tell } from './stage/row.ts';

await tell(async ({ quick }) => {
  const [pending, settle, span] = quick ? [2, 200, 500] : [100, 4_000, 25_000];
  const fixture = openFixture();
  try {
    const project = prepareFixture(fixture);
    const { pid } = await fixture.up();
    const [first] = await pendingOn(fixture, project, pending);
    const host = parentOf(first?.pid ?? 0);
    await sleep(settle);
    const before = { daemon: costsOf(pid), host: costsOf(host), at: performance.now() };
    await sleep(span);
    const seconds = (performance.now() - before.at) / 1000;
    const daemon = rate(before.daemon, costsOf(pid), seconds);
    const sessions = rate(before.host, costsOf(host), seconds);
    return [
      {
        key: 'silent-cpu',
        what: `daemon with ${pending} silent pending dispatches`,
        ours: `${short(daemon.share)} % CPU, ${short(daemon.wakeUps)} wake-ups/s`,
        baseline: 'one core',
        ratio: `${short(daemon.share)} %`,
        goals: [
          { what: 'CPU', is: daemon.share, unit: '%', atMost: 1 },
          { what: 'wake-ups', is: daemon.wakeUps, unit: '/s', atMost: 2 },
        ],
        figures: { seconds, cpu: daemon.share, wakeUps: daemon.wakeUps, hostCpu: sessions.share, hostWakeUps: sessions.wakeUps },
      },
    ];
  } finally {
    await fixture.clear();
  }
});

function rate(before: Costs, after: Costs, seconds: number): { share: number; wakeUps: number } {
  return { share: (after.cpu - before.cpu) / seconds / 10, wakeUps: (after.wakeUps - before.wakeUps) / seconds };
}
