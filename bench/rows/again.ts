// The same task again with `reuse: all`: nothing has changed, so nothing is done; compared with the first time.
//
//   node bench/rows/again.ts [--quick] [--json]

import { newRunId } from '../../daemon/intake/run-id.ts';
import { median, ms, short } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { tell } from '../support/row.ts';

const GOAL = 1_000;
const WORKERS = ['one', 'two'];
type Done = { took: number; workers: number };

await tell(async ({ quick }) => {
  const fixture = openFixture();
  try {
    fixture.config('reuse: all\n');
    for (const name of WORKERS) fixture.agent(name, 'reviews.mjs');
    const project = fixture.project('shop');
    await fixture.up();
    await looked(fixture, project, 'A look beforehand, which starts the session host.');
    const [first, again]: [Done[], Done[]] = [[], []];
    for (let round = 0; round < (quick ? 1 : 9); round++) {
      const brief = `Look at it, for the ${round + 1}. time.`;
      first.push(await looked(fixture, project, brief));
      again.push(await looked(fixture, project, brief));
    }
    const [own, whole] = [median(again.map((it) => it.took)), median(first.map((it) => it.took))];
    const workers = Math.max(...again.map((it) => it.workers));
    return [
      {
        key: 'again',
        what: 'the same task again (`reuse: all`)',
        ours: `${ms(own)}, ${workers} workers`,
        baseline: `the first time: ${ms(whole)}, ${median(first.map((it) => it.workers))} workers`,
        ratio: `${short(own / whole)} ×`,
        goals: [
          { what: 'time', is: own, unit: 'ms', atMost: GOAL },
          { what: 'workers', is: workers, unit: '', atMost: 0 },
        ],
        figures: { rounds: again.length, again: own, first: whole, workers },
      },
    ];
  } finally {
    await fixture.clear();
  }
});

async function looked(fixture: Fixture, project: string, brief: string): Promise<Done> {
  const run = newRunId(8);
  const text = fixture.task(project, WORKERS, '', brief);
  const begun = performance.now();
  await fixture.ask({ ask: 'submit', run, text, name: `${run}.md`, origin: { kind: 'tool', tool: 'bench' }, actor: { kind: 'person' } });
  let workers = 0;
  await fixture.journal().until(`the end of ${run}`, (it) => {
    if (it.stream !== `run/${run}`) return undefined;
    if (it.type === 'attempt.started') workers += 1;
    return it.type === 'run.ended';
  });
  return { took: performance.now() - begun, workers };
}
