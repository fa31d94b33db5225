// How long a daemon may not answer: asked `hello` every 5 ms while it takes in three results with as many findings as a
// result may hold, groups them and writes their report; against the same while it has nothing to do. Beside it what the
// daemon itself measured: for how long it was busy with one thing.
//
//   node bench/answers.ts [--quick] [--json]

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DaemonStatus } from '../contracts/control.ts';
import { reachDaemon } from '../daemon/control/client.ts';
import { median, ms } from './stage/figures.ts';
import { openFixture } from './stage/fixture.ts';
import { tell } from './stage/row.ts';

const WORKERS = 3;
const EVERY = 5;
const GOAL = { p99: 10, stretch: 50 };

await tell(async ({ quick }) => {
  const findings = quick ? 50 : 2_000;
  const fixture = openFixture();
  try {
    fixture.settings({ workers: 8 });
    fixture.hire('many', [process.execPath, join(import.meta.dirname, 'workers', 'many.mjs'), '{prompt}', '{result}', `${findings}`]);
    const lines = Array.from({ length: findings }, (_, n) => `export const step${n} = (value) => value * ${n};\n`);
    const project = fixture.project('shop', { 'steps.js': lines.join('') });
    await fixture.up();
    await sleep(quick ? 100 : 1_000);
    const idle = await asked(sleep(quick ? 200 : 3_000));
    const run = await fixture.submit(project, Array(WORKERS).fill('many'));
    const ended = fixture.journal().until(`the end of ${run}`, (it) => it.stream === `run/${run}` && it.type === 'run.ended');
    const busy = await asked(ended);
    const { loop } = (await fixture.ask({ ask: 'status' })) as DaemonStatus;
    if (!loop) throw new Error('this Node cannot measure its loop');
    return [
      {
        key: 'answers',
        what: `time to an answer of the daemon while ${WORKERS} × ${findings} findings arrive`,
        ours: `p50 ${ms(busy.p50)}, p99 ${ms(busy.p99)}; busy with one thing for at most ${ms(loop.longest)}`,
        baseline: `the same with nothing to do: p99 ${ms(idle.p99)}`,
        ratio: `+ ${ms(busy.p99 - idle.p99)}`,
        goals: [
          { what: 'p99', is: busy.p99, unit: 'ms', atMost: GOAL.p99 },
          { what: 'stretch', is: loop.longest, unit: 'ms', atMost: GOAL.stretch },
        ],
        figures: {
          findings,
          ...busy,
          idleP50: idle.p50,
          idleP99: idle.p99,
          idleLongest: idle.longest,
          stretch: loop.longest,
          stretchP99: loop.p99,
        },
      },
    ];

    /** Asks until that has come; each question is due so long after the one before it was asked, or as soon as that is answered. */
    async function asked(until: Promise<unknown>): Promise<{ rounds: number; p50: number; p99: number; longest: number }> {
      const daemon = await reachDaemon(fixture.root);
      if (!daemon) throw new Error('no daemon answers');
      let over = false;
      const end = until.finally(() => {
        over = true;
      });
      const took: number[] = [];
      while (!over) {
        const begun = performance.now();
        await daemon.ask({ ask: 'hello' });
        took.push(performance.now() - begun);
        await sleep(Math.max(0, EVERY - (performance.now() - begun)));
      }
      await end;
      daemon.close();
      const sorted = took.toSorted((a, b) => a - b);
      return { rounds: took.length, p50: median(took), p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, longest: sorted.at(-1) ?? 0 };
    }
  } finally {
    await fixture.clear();
  }
});
