// Runs that carry out an approved plan, in the simulated world: executors who lie, touch their judge, work outside of
// their stage or clash with each other, commands that flip, hang or are lost, with the same faults as everything else.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isDone } from '../../skills/phases/execution/life/stage-state.ts';
import { executedIn } from '../../skills/phases/execution/memory.ts';
import { NO_FAULTS } from './fault-plan.ts';
import { add, type Counts, noCounts } from './invariants/counts.ts';
import { shapeOf } from './simulated/project.ts';
import { checkSeed } from './world/check-seed.ts';
import type { Behaviour } from './world/people/behaviours.ts';
import type { Options } from './world/world.ts';

const ANSWERING: readonly Behaviour[] = ['good', 'half-then-whole', 'stays', 'twice', 'crash-after-result'];

const stages = suite('stages in a storm of faults');

async function summed(seeds: number, options: Options): Promise<Counts> {
  const sum = noCounts();
  for (let seed = 1; seed <= seeds; seed++) add(sum, (await checkSeed(seed, { stages: true, ...options })).counts);
  return sum;
}

function atLeast(sum: Counts, floors: Partial<Counts>): void {
  for (const [name, least] of Object.entries(floors))
    assert.ok(sum[name as keyof Counts] >= least, `only ${sum[name as keyof Counts]} × ${name}`);
}

stages('with workers of every kind end in one report each', async () => {
  atLeast(await summed(25, {}), { finished: 25, executor: 8, check: 1, kill: 8 });
});

stages('with workers who answer are proved, refused, accepted and put together', async () => {
  atLeast(await summed(30, { behaviours: ANSWERING }), { verified: 15, refused: 8, unproved: 4, accepted: 1, united: 8 });
});

stages('without faults are all verified, and the same seed gives the same journal', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const options: Options = { stages: true, rates: NO_FAULTS, behaviours: ['good'] };
    const once = await checkSeed(seed, options);
    assert.equal((await checkSeed(seed, options)).journal, once.journal);
  }
});

stages('that conflict are merged by a separate stage, or left to a person', async () => {
  let [joined, built] = [0, 0];
  for (let seed = 1; seed <= 60 && (joined < 2 || built < 2); seed++) {
    const { state } = await checkSeed(seed, { stages: true, rates: { ...NO_FAULTS, executor: 1 }, behaviours: ['good'], deeds: ['clash'] });
    const { fixes = [], stages: all = [] } = state ? executedIn(state, 'execution') : {};
    const done = all.filter(isDone).map((it) => it.stage.id);
    joined += fixes.filter(({ stage, resolves }) => resolves && done.includes(stage)).length;
    built += all.filter((it) => it.stage.dependsOn.some((id) => fixes.some(({ stage }) => stage === id)) && isDone(it)).length;
  }
  assert.ok(joined >= 2 && built >= 2, `${joined} joined, ${built} built upon`);
});

/** Seeds in which a plan of one stage, and one of several, are carried out. */
const [SMALL, LARGE] = [0, 7].map((shape) => Array.from({ length: 200 }, (_, n) => n + 1).filter((seed) => shapeOf(seed) === shape));

for (const effect of ['open-plan', 'claim-stage', 'prepare-stage', 'seal-stage', 'prove-stage', 'prove-union'])
  stages(`continue when a daemon is killed around ${effect}`, async () => {
    for (const when of ['before', 'after']) {
      let met = 0;
      for (const seed of LARGE ?? []) {
        const killAt = { point: `effect.${effect}.${when}`, hit: 1 + (seed % 2) };
        met += (await checkSeed(seed, { stages: true, rates: NO_FAULTS, behaviours: ['good'], killAt })).counts.kill;
        if (met >= 2) break;
      }
      assert.ok(met >= 2, `no run came by effect.${effect}.${when}`);
    }
  });

for (const point of ['lead.before-append', 'lead.after-append'])
  stages(`continue when a daemon is killed at ${point}, wherever that is`, async () => {
    let met = 0;
    for (let hit = 1; hit <= 40; hit += 2)
      met += (await checkSeed(SMALL?.[hit % 3] ?? 1, { stages: true, rates: NO_FAULTS, behaviours: ['good'], killAt: { point, hit } }))
        .counts.kill;
    assert.ok(met >= 12, `only ${met} kills`);
  });

stages.run();
