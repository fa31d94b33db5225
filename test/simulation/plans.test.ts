// Runs that plan, in the simulated world: phases that a planner adds, plans that are judged, written again and
// approved, and verdicts, with the same faults as everything else.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_FAULTS } from './fault-plan.ts';
import { add, type Counts, noCounts } from './invariants/counts.ts';
import { checkSeed } from './world/check-seed.ts';
import type { Behaviour } from './world/people/behaviours.ts';
import type { Options } from './world/world.ts';

const ANSWERING: readonly Behaviour[] = ['good', 'half-then-whole', 'stays', 'slow-but-healthy'];

const plans = suite('plans in a storm of faults');

async function summed(seeds: number, options: Options): Promise<Counts> {
  const sum = noCounts();
  for (let seed = 1; seed <= seeds; seed++) add(sum, (await checkSeed(seed, { planned: true, ...options })).counts);
  return sum;
}

function atLeast(sum: Counts, floors: Partial<Counts>): void {
  for (const [name, least] of Object.entries(floors))
    assert.ok(sum[name as keyof Counts] >= least, `only ${sum[name as keyof Counts]} × ${name}`);
}

plans('with workers of every kind end in one report each', async () => {
  atLeast(await summed(50, {}), { finished: 50, added: 4 });
});

plans('with workers who answer are rewritten, approved, and judged', async () => {
  atLeast(await summed(45, { behaviours: ANSWERING }), { approved: 8, rewritten: 1, added: 8, judged: 6, kill: 30 });
});

plans('without faults lose no work, and the same seed gives the same journal', async () => {
  const sum = noCounts();
  for (let seed = 1; seed <= 14; seed++) {
    const once = await checkSeed(seed, { planned: true, rates: NO_FAULTS, behaviours: ANSWERING });
    assert.ok(
      once.state.dispatches.every((it) => it.attempts.length <= 1),
      `seed ${seed}: a healthy worker was started twice`,
    );
    assert.equal((await checkSeed(seed, { planned: true, rates: NO_FAULTS, behaviours: ANSWERING })).journal, once.journal);
    add(sum, once.counts);
  }
  atLeast(sum, { approved: 5, judged: 5 });
});

for (const point of ['effect.audit-source.before', 'effect.audit-source.after']) {
  plans(`continue when a daemon is killed at ${point}`, async () => {
    let met = 0;
    for (let seed = 1; seed <= 200 && met < 2; seed++) {
      const { counts } = await checkSeed(seed, { planned: true, rates: NO_FAULTS, behaviours: ANSWERING, killAt: { point, hit: 1 } });
      met += counts.kill;
    }
    assert.ok(met >= 2, `no run came by ${point}`);
  });
}

plans.run();
