// Whole runs of the real rules and loops in a simulated world. A failing seed names itself, and the command that replays it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_FAULTS } from './fault-plan.ts';
import { add, type Counts, noCounts } from './invariants/counts.ts';
import { checkSeed } from './world/check-seed.ts';
import type { Behaviour } from './world/people/behaviours.ts';
import type { Options } from './world/world.ts';

const SEEDS = 90;
const ANSWERING: readonly Behaviour[] = ['good', 'half-then-whole', 'stays', 'slow-but-healthy'];

const storm = suite('a storm of faults');

storm(`${SEEDS} seeds end in one report each, and every fault was met`, async () => {
  const sum = await summed(SEEDS);
  assert.is(sum.finished, SEEDS);
  // A simulation without faults would prove nothing.
  atLeast(sum, {
    'worker': 100,
    'kill': 75,
    'effect-failure': 60,
    'conflict': 60,
    'lost-hint': 150,
    'double-hint': 50,
    'survivor': 4,
    'host-loss': 15,
    'power-cut': 30,
    'clock-jump': 40,
    'sleep': 20,
    'full-disk': 15,
    'parked': 5,
    'command': 40,
    'answer': 10,
    'redispatch': 60,
    'repair': 15,
    'verdict': 100,
    'silent': 10,
    'limited': 5,
    'held': 5,
    'late': 1,
    'orphan': 1,
    'violation': 20,
  });
});

storm('workers who answer in the storm examine everything: every word, dismissals, duplicates, critics', async () => {
  const sum = await summed(60, { behaviours: ANSWERING });
  atLeast(sum, { verdict: 120, dismissed: 10, duplicate: 15, supplement: 8, merged: 1, confirmed: 1, risk: 6 });
});

storm('the same seed gives the same journal', async () => {
  for (let seed = 1; seed <= 10; seed++) assert.equal((await checkSeed(seed)).journal, (await checkSeed(seed)).journal);
});

storm('without faults every run with healthy workers completes', async () => {
  for (let at = 1; at <= 30; at++) {
    const seed = at * 7 + 1;
    const { state } = await checkSeed(seed, { rates: NO_FAULTS, behaviours: ANSWERING });
    const { life } = state;
    // A person may decide otherwise, and the cost ceiling may be reached.
    const willed = life.kind === 'ended' && ['budget', 'rejected', 'aborted', 'consent-missing'].includes(life.reason);
    const over = willed || (life.kind === 'ended' && life.outcome === 'completed' && !life.degraded);
    assert.ok(over, `seed ${seed}: ${JSON.stringify(life)}`);
    for (const it of state.dispatches) assert.ok(it.attempts.length <= 1, `seed ${seed}: a healthy worker was started twice`);
  }
});
storm.run();

async function summed(seeds: number, options: Options = {}): Promise<Counts> {
  const sum = noCounts();
  for (let seed = 1; seed <= seeds; seed++) add(sum, (await checkSeed(seed, options)).counts);
  return sum;
}

function atLeast(sum: Counts, floors: Partial<Counts>): void {
  for (const [name, least] of Object.entries(floors))
    assert.ok(sum[name as keyof Counts] >= least, `only ${sum[name as keyof Counts]} × ${name}`);
}
