// Whole runs of the real heart in a simulated world. A failing seed names itself, and the command that replays it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Behaviour } from './behaviours.ts';
import { add, type Counts, noCounts } from './counts.ts';
import { CALM } from './fate.ts';
import { held } from './held.ts';
import type { Options } from './world.ts';

const SEEDS = 200;
const ANSWERING: readonly Behaviour[] = ['good', 'half-then-whole', 'stays', 'slow-but-healthy'];

const storm = suite('a storm of faults');

storm(`${SEEDS} seeds end in one report each, and every fault was met`, async () => {
  const sum = await summed(SEEDS);
  assert.is(sum.finished, SEEDS);
  // A storm without faults would prove nothing.
  atLeast(sum, {
    'worker': 200,
    'kill': 150,
    'effect-failure': 120,
    'conflict': 120,
    'lost-hint': 300,
    'double-hint': 100,
    'survivor': 8,
    'host-loss': 30,
    'power-cut': 60,
    'clock-jump': 80,
    'sleep': 40,
    'full-disk': 30,
    'parked': 10,
    'command': 80,
    'answer': 6,
    'redispatch': 120,
    'repair': 30,
    'verdict': 200,
    'silent': 20,
    'held': 10,
    'late': 1,
    'orphan': 3,
  });
});

storm('workers who answer in the storm examine everything: every word, dismissals, duplicates, critics', async () => {
  const sum = await summed(120, { behaviours: ANSWERING });
  atLeast(sum, { verdict: 250, dismissed: 20, duplicate: 30, supplement: 15, merged: 3, confirmed: 3, risk: 12 });
});

storm('the same seed gives the same journal', async () => {
  for (let seed = 1; seed <= 30; seed++) assert.equal((await held(seed)).journal, (await held(seed)).journal);
});

storm('without faults every healthy company completes', async () => {
  for (let at = 1; at <= 50; at++) {
    const seed = at * 7 + 1;
    const { state } = await held(seed, { rates: CALM, behaviours: ANSWERING });
    const { life } = state;
    const over = life.kind === 'ended' && (life.reason === 'budget' || (life.outcome === 'completed' && !life.degraded));
    assert.ok(over, `seed ${seed}: ${JSON.stringify(life)}`);
    for (const it of state.dispatches) assert.ok(it.attempts.length <= 1, `seed ${seed}: a healthy worker was started twice`);
  }
});
storm.run();

async function summed(seeds: number, options: Options = {}): Promise<Counts> {
  const sum = noCounts();
  for (let seed = 1; seed <= seeds; seed++) add(sum, (await held(seed, options)).counts);
  return sum;
}

function atLeast(sum: Counts, floors: Partial<Counts>): void {
  for (const [name, least] of Object.entries(floors))
    assert.ok(sum[name as keyof Counts] >= least, `only ${sum[name as keyof Counts]} × ${name}`);
}
