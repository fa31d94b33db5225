// What a waiting daemon costs: CPU and wake-ups when idle, and with 100 silent pending dispatches. Both of its processes count: the
// daemon and the session host.
//
//   node bench/silent-cpu.ts [--quick] [--json]

import { setTimeout as sleep } from 'node:timers/promises';
import { short } from './support/figures.ts';
import { openFixture } from './support/fixture.ts';
import { type Costs, costsBetween, lookAt, parentOf } from './support/peers/process-costs.ts';
import { pendingOn, prepareFixture } from './support/pending.ts';
import { tell } from './support/row.ts';

await tell(async ({ quick }) => {
  const [pending, settle, span] = quick ? [2, 200, 500] : [100, 4_000, 25_000];
  const fixture = openFixture();
  try {
    const project = prepareFixture(fixture);
    const { pid } = await fixture.up();
    await sleep(settle);
    const [idle] = await costs(span, pid);
    const [first] = await pendingOn(fixture, project, pending);
    const host = parentOf(first?.pid ?? 0);
    await sleep(settle);
    const [daemon, sessions] = await costs(span, pid, host);
    if (!idle || !daemon || !sessions) throw new Error('a process was not measured');
    const wakeUps = daemon.wakeUps + sessions.wakeUps;
    return [
      {
        key: 'idle-wake-ups',
        what: 'daemon with nothing to do',
        ours: `${short(idle.share)} % CPU, ${short(idle.wakeUps)} wake-ups/s`,
        baseline: 'one core',
        ratio: `${short(idle.share)} %`,
        goals: [{ what: 'wake-ups', is: idle.wakeUps, unit: '/s', atMost: 0.5 }],
        figures: { seconds: span / 1000, cpu: idle.share, wakeUps: idle.wakeUps },
      },
      {
        key: 'silent-cpu',
        what: `daemon and session host with ${pending} silent pending dispatches`,
        ours: `${short(daemon.share)} % CPU, ${short(wakeUps)} wake-ups/s`,
        baseline: 'one core',
        ratio: `${short(daemon.share)} %`,
        goals: [
          { what: 'CPU', is: daemon.share, unit: '%', atMost: 0.3 },
          { what: 'wake-ups', is: wakeUps, unit: '/s', atMost: 2 },
        ],
        figures: {
          seconds: span / 1000,
          cpu: daemon.share,
          wakeUps: daemon.wakeUps,
          hostCpu: sessions.share,
          hostWakeUps: sessions.wakeUps,
        },
      },
    ];
  } finally {
    await fixture.clear();
  }
});

/** For each process, over this time. */
async function costs(span: number, ...pids: number[]): Promise<{ share: number; wakeUps: number }[]> {
  const before = pids.map(lookAt);
  const begun = performance.now();
  await sleep(span);
  const seconds = (performance.now() - begun) / 1000;
  return pids.map((pid, at) => rate(costsBetween(before[at], lookAt(pid)), seconds));
}

function rate({ cpu, wakeUps }: Costs, seconds: number): { share: number; wakeUps: number } {
  return { share: cpu / seconds / 10, wakeUps: wakeUps / seconds };
}
