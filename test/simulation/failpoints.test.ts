// A daemon that is killed at each of its failpoints, in a world in which nothing else but workers goes wrong.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAILPOINTS } from '../../runtime/failpoints.ts';
import { NO_FAULTS } from './fault-plan.ts';
import { checkSeed } from './world/check-seed.ts';
import type { Behaviour } from './world/people/behaviours.ts';

/** Each of them leads to effects that are rarely requested. */
const BEHAVIOURS: readonly Behaviour[] = ['good', 'quota', 'late', 'late-orphan', 'crash', 'invalid'];

const kills = suite('a daemon killed at a failpoint');
/** The faults of a run in this world; audits, stages and prompt files have their own templates. */
const points = Object.keys(FAILPOINTS).filter(
  (it) => /^(lead|effect|file)\./.test(it) && !/audit-source|open-plan|-stage|-union|read-prompt|compile-prompt|-artifact/.test(it),
);

for (const point of points) {
  kills(point, async () => {
    let met = 0;
    for (let seed = 1; seed <= 400 && met < 2; seed++) {
      const { counts } = await checkSeed(seed, {
        // The house completes stubs.
        rates: { ...NO_FAULTS, 'worker': 0.7, 'report-failure': point.includes('complete-report') ? 1 : 0 },
        behaviours: BEHAVIOURS,
        killAt: { point, hit: 1 + (seed % 3) },
      });
      met += counts.kill;
    }
    assert.ok(met >= 2, `no run came by ${point}`);
  });
}
kills.run();
