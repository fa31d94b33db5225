// The same without any hints: the worst delay before a result is collected when only the poller's own interval is left. Each result
// comes after a quiet period in which that interval has become as long as it gets.
//
//   node bench/collect-unhinted.ts [--quick] [--json]

import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_INTERVAL } from '../runtime/watch/poller.ts';
import { ms, quantile, short } from './support/figures.ts';
import { openFixture } from './support/fixture.ts';
import { pendingOn, prepareFixture } from './support/pending.ts';
import { tell } from './support/row.ts';

const GOAL = 1.1;
/** After a change the interval doubles (25, 50, 100 …) until it is longest again. */
const SLOW_AGAIN = 2 * LONGEST_INTERVAL;

await tell(async ({ quick }) => {
  const [homes, pending, samples] = quick ? [1, 2, 1] : [2, 50, 14];
  const all = await Promise.all(Array.from({ length: homes }, () => measured(pending, samples)));
  const delays = all.flat();
  const p50 = quantile(delays, 0.5);
  const p99 = quantile(delays, 0.99);
  return [
    {
      key: 'collect-unhinted',
      what: `the same without any hint, ${homes * pending} pending`,
      ours: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
      baseline: `the poll interval: ${ms(LONGEST_INTERVAL)}`,
      ratio: `${short(p99 / LONGEST_INTERVAL)} ×`,
      goals: [{ what: 'p99', is: p99 / LONGEST_INTERVAL, unit: '×', atMost: GOAL }],
      figures: { samples: delays.length, p50, p99, interval: LONGEST_INTERVAL },
    },
  ];
});

async function measured(pending: number, samples: number): Promise<number[]> {
  const fixture = openFixture();
  try {
    const project = prepareFixture(fixture);
    await fixture.up({ MUSTER_NO_HINTS: '1' });
    const all = await pendingOn(fixture, project, pending);
    const delays: number[] = [];
    for (const { dispatch, prepare } of all.slice(0, samples)) {
      const rename = prepare();
      await sleep(SLOW_AGAIN + Math.random() * LONGEST_INTERVAL);
      const begun = performance.now();
      rename();
      await fixture.journal().until(`the result of ${dispatch}`, (it) => it.type === 'result.accepted' && it.payload.dispatch === dispatch);
      delays.push(performance.now() - begun);
    }
    return delays;
  } finally {
    await fixture.clear();
  }
}
