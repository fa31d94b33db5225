// Whole runs of the real heart in a simulated world. A failing seed names itself and replays exactly.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAILPOINTS } from '../../runtime/failpoints.ts';
import { BEHAVIOURS, type Behaviour } from './behaviours.ts';
import type { Counts } from './counts.ts';
import { CALM, STORM, simulate } from './world.ts';

const SEEDS = 400;

const storm = suite('a storm of faults');

storm(`${SEEDS} seeds end in one report each, and every fault was met`, () => {
  const sum = summed(Array.from({ length: SEEDS }, (_, at) => run(at + 1, STORM).counts));
  assert.is(sum.get('finished'), SEEDS);
  // A storm without faults would prove nothing.
  const floors: Partial<Counts> = {
    'kill': 100,
    'host-loss': 100,
    'clock-jump': 300,
    'sleep': 50,
    'effect-failure': 100,
    'conflict': 200,
    'command': 50,
    'redispatch': 200,
    'repair': 50,
    'verdict': 50,
    'silent': 30,
    'held': 50,
    'late': 10,
    'orphan': 10,
    'approved': 2,
    'added': 4,
    'judged': 15,
  };
  for (const [name, least] of Object.entries(floors)) assert.ok((sum.get(name) ?? 0) >= least, `only ${sum.get(name)} × ${name}`);
});

storm('workers who answer in the storm examine everything: every word, dismissals, duplicates, critics', () => {
  const sum = summed(
    Array.from({ length: 150 }, (_, at) => run(at + 1, STORM, ['good', 'half-then-whole', 'stays', 'slow-but-healthy']).counts),
  );
  const floors: Partial<Counts> = {
    verdict: 300,
    dismissed: 30,
    duplicate: 40,
    supplement: 20,
    merged: 5,
    confirmed: 4,
    risk: 20,
    approved: 4,
    rewritten: 4,
    added: 4,
    judged: 10,
  };
  for (const [name, least] of Object.entries(floors)) assert.ok((sum.get(name) ?? 0) >= least, `only ${sum.get(name)} × ${name}`);
});

storm('the same seed gives the same journal', () => {
  for (let seed = 1; seed <= 40; seed++) assert.equal(run(seed, STORM).journal, run(seed, STORM).journal);
});

storm('without faults every healthy company completes', () => {
  let approved = 0;
  let rewritten = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { state, counts } = simulate(seed * 7 + 1, CALM, ['good', 'half-then-whole', 'stays', 'crash-after-result']);
    approved += counts.approved;
    rewritten += counts.rewritten;
    const refused = state.life.kind === 'ended' && NOT_DONE.has(state.life.reason);
    assert.ok(
      refused || (state.life.kind === 'ended' && state.life.outcome === 'completed' && !state.life.degraded),
      `seed ${seed * 7 + 1}`,
    );
    assert.ok(
      // A planner may have to mend what it wrote.
      state.dispatches.every((it) => it.attempts.length === 1 || it.role === 'planner'),
      `seed ${seed * 7 + 1}: a healthy worker was started twice`,
    );
  }
  assert.ok(approved >= 5 && rewritten >= 5, `${approved} plans were approved, ${rewritten} written again`);
});
storm.run();

/** What a person may make of a run, and what no company can mend. */
const NOT_DONE: ReadonlySet<string> = new Set(['base-refused', 'rejected', 'aborted', 'no-result']);

const kills = suite('a daemon killed at a failpoint');
const points = Object.keys(FAILPOINTS).filter((it) => /^(lead|effect)\./.test(it) && !/^effect\.(await-end|complete-report)/.test(it));

for (const point of points) {
  kills(point, () => {
    let met = 0;
    for (let seed = 1; seed <= 400 && met < 5; seed++) met += run(seed, { ...CALM, killAt: { point, hit: 1 + (seed % 3) } }).counts.kill;
    assert.ok(met >= 3, `no run came by ${point}`);
  });
}
kills.run();

function summed(all: readonly Counts[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const counts of all) for (const [name, count] of Object.entries(counts)) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
}

function run(seed: number, faults: typeof STORM, behaviours: readonly Behaviour[] = BEHAVIOURS): ReturnType<typeof simulate> {
  try {
    return simulate(seed, faults, behaviours);
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
