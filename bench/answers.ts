// How long a daemon takes to answer: asked `hello` every 5 ms while it processes three results of maximum size, groups their
// findings and writes the report; compared with an idle daemon. Also the event loop delay that the daemon itself measured.
//
//   node bench/answers.ts [--quick] [--json]

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DaemonStatus } from '../contracts/control.ts';
import { ms } from './support/figures.ts';
import { openFixture } from './support/fixture.ts';
import { responseTimes } from './support/response-times.ts';
import { tell } from './support/row.ts';

const WORKERS = 3;
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
    const idle = await responseTimes(fixture, () => sleep(quick ? 200 : 3_000));
    const busy = await responseTimes(fixture, async () => {
      const run = await fixture.submit(project, Array(WORKERS).fill('many'));
      await fixture.journal().until(`the end of ${run}`, (it) => it.stream === `run/${run}` && it.type === 'run.ended');
    });
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
  } finally {
    await fixture.clear();
  }
});
