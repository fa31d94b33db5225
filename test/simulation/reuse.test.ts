// Several runs of one task in the simulated world, at once and one after the other, with seats that are equal: who is given
// whose result, and who waits for whom, with the same faults as everything else.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_FAULTS } from './fault-plan.ts';
import { add, type Counts, noCounts } from './invariants/counts.ts';
import { checkSeed } from './world/check-seed.ts';
import type { Options } from './world/world.ts';

const reuse = suite('results of others in a storm of faults');

async function summed(seeds: number, options: Options): Promise<Counts> {
  const sum = noCounts();
  for (let seed = 1; seed <= seeds; seed++) add(sum, (await checkSeed(seed, { repeated: true, ...options })).counts);
  return sum;
}

function atLeast(sum: Counts, floors: Partial<Counts>): void {
  for (const [name, least] of Object.entries(floors))
    assert.ok(sum[name as keyof Counts] >= least, `only ${sum[name as keyof Counts]} × ${name}`);
}

reuse('are given to runs of the same task, and to no other', async () => {
  atLeast(await summed(16, {}), { finished: 16, reused: 10, kill: 40, forgotten: 1 });
});

reuse('are given to those who judge findings, too', async () => {
  atLeast(await summed(8, { behaviours: ['good'], rates: NO_FAULTS }), { finished: 8, reused: 20, translated: 5 });
});

reuse('give the same journal for the same seed', async () => {
  for (let seed = 1; seed <= 2; seed++)
    assert.equal((await checkSeed(seed, { repeated: true })).journal, (await checkSeed(seed, { repeated: true })).journal);
});

reuse.run();
