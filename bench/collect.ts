// How soon a result is collected and journaled after it was renamed into place, with 1, 100 and 500 pending dispatches; compared,
// on the same files, with a poller that looks every 500 ms, as tools around tmux do.
//
//   node bench/collect.ts [--quick] [--json]

import { setTimeout as sleep } from 'node:timers/promises';
import { ms, quantile, short } from './support/figures.ts';
import { openFixture } from './support/fixture.ts';
import { askFor, type Pending, pendingOn, prepareFixture, starts } from './support/pending.ts';
import { openPlainPoller } from './support/plain-poller.ts';
import { type Row, tell } from './support/row.ts';

const EVERY = 500;

await tell(async ({ quick }) => [
  await measured(1, quick ? 3 : 60),
  await measured(quick ? 4 : 100, quick ? 3 : 90),
  ...(quick ? [] : [await measured(500, 90)]),
]);

async function measured(pending: number, samples: number): Promise<Row> {
  const fixture = openFixture();
  try {
    const project = prepareFixture(fixture, pending === 1 ? 1 : undefined);
    await fixture.up();
    const ours: number[] = [];
    const plain = openPlainPoller(EVERY);
    for await (const one of pending === 1 ? oneByOne() : together()) ours.push(await collected(one));
    const theirs = await plain.close();

    async function* together(): AsyncIterable<Pending> {
      const all = await pendingOn(fixture, project, pending);
      plain.watch(all.map((it) => it.path));
      await sleep(1_000);
      yield* all.slice(0, samples);
    }

    /** Only one may work at a time, and each exits after its answer. */
    async function* oneByOne(): AsyncIterable<Pending> {
      const seats = Math.min(16, samples);
      const next = starts(fixture);
      for (let done = 0; done < samples; done++) {
        if (done % seats === 0) await askFor(fixture, project, seats);
        const one = await next();
        plain.watch([one.path]);
        yield one;
        process.kill(one.pid, 'SIGKILL');
      }
    }

    async function collected({ dispatch, prepare }: Pending): Promise<number> {
      const rename = prepare();
      // At a random moment within the other's interval.
      await sleep(30 + Math.random() * 120);
      const begun = performance.now();
      rename();
      plain.renamed(begun);
      await fixture.journal().until(`the result of ${dispatch}`, (it) => it.type === 'result.accepted' && it.payload.dispatch === dispatch);
      return performance.now() - begun;
    }

    return row(pending, ours, theirs);
  } finally {
    await fixture.clear();
  }
}

function row(pending: number, ours: readonly number[], theirs: readonly number[]): Row {
  const p50 = quantile(ours, 0.5);
  const p99 = quantile(ours, 0.99);
  const other = quantile(theirs, 0.5);
  return {
    key: `collect-${pending}`,
    what: `result renamed → collected and journaled, ${pending} pending`,
    ours: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
    baseline: `a look every ${EVERY} ms: p50 ${ms(other)}, p99 ${ms(quantile(theirs, 0.99))}`,
    ratio: `${short(other / p50)} × sooner`,
    goals: [
      { what: 'p50', is: p50, unit: 'ms', atMost: 8 },
      { what: 'p99', is: p99, unit: 'ms', atMost: 30 },
      { what: 'sooner', is: other / p50, unit: '×', atLeast: 25 },
    ],
    figures: { samples: ours.length, p50, p99, slowest: Math.max(...ours), plainP50: other, plainP99: quantile(theirs, 0.99) },
  };
}
