// In a fleet of three servers, a daemon is killed in the middle of a run: the time until another node has recorded that it leads
// the run, and until the run has ended there; compared with the lease, after which nobody leads it.
//
//   node bench/rows/fleet-fail-over.ts [--quick] [--json]

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, short } from '../support/figures.ts';
import type { Fixture } from '../support/fixture.ts';
import { type BenchFleet, noServers, openBenchFleet } from '../support/fleet.ts';
import { notMeasured, tell } from '../support/row.ts';

const GOAL = { taken: 1.5, ended: 2 };
const WORKER = join(import.meta.dirname, '..', 'workers', 'waits.sh');

await tell(async ({ quick }) => {
  const [lease, rounds] = quick ? [2, 1] : [5, 5];
  const what = 'a lead is killed → another node leads its run';
  const why = noServers();
  if (why !== undefined) return [notMeasured('fleet-fail-over', what, why)];
  const fleet = await openBenchFleet(`${lease}s`);
  try {
    const found = await measured(fleet, rounds);
    const [taken, ended] = [median(found.map((it) => it.taken)), median(found.map((it) => it.ended))];
    const slowest = Math.max(...found.map((it) => it.taken));
    return [
      {
        key: 'fleet-fail-over',
        what,
        ours: `${short(taken / 1000)} s, and its end after ${short(ended / 1000)} s`,
        baseline: `the lease: ${lease} s`,
        ratio: `${short(taken / 1000 / lease)} ×`,
        goals: [
          { what: 'slowest', is: slowest / 1000 / lease, unit: '×', atMost: GOAL.taken },
          { what: 'end', is: ended / 1000 / lease, unit: '×', atMost: GOAL.ended },
        ],
        figures: { rounds, lease: lease * 1000, taken, ended, slowest, slowestEnd: Math.max(...found.map((it) => it.ended)) },
      },
    ];
  } finally {
    await fleet.clear();
  }
});

type FailOverFigures = { taken: number; ended: number };

async function measured(fleet: BenchFleet, rounds: number): Promise<FailOverFigures[]> {
  const [one, two] = [fleet.node('one', 4), fleet.node('two', 4)];
  const go = join(one.folder, 'go');
  const pids = new Map<Fixture, number>();
  for (const node of [one, two]) {
    node.hire('waiter', ['/bin/sh', WORKER, '{prompt}', '{result}', go]);
    pids.set(node, (await node.up()).pid);
  }
  const project = one.project('shop');
  const found: FailOverFigures[] = [];
  for (let round = 0; round < rounds; round++) {
    const [lead, other] = round % 2 === 0 ? [one, two] : [two, one];
    rmSync(go, { force: true });
    const run = `run/${await lead.submit(project, ['waiter'])}`;
    await other.journal().until('the worker to be at work', ({ type, stream }) => type === 'attempt.started' && stream === run);

    process.kill(pids.get(lead) ?? 0, 'SIGKILL');
    const killed = performance.now();
    // From here on a worker answers at once.
    writeFileSync(go, '');
    const taken = await other.journal().until('the other node to lead', ({ type, stream }) => {
      return type === 'lead.taken' && stream === run && performance.now() - killed;
    });
    const ended = await other.journal().until('the end of the run', ({ type, stream }) => {
      return type === 'run.ended' && stream === run && performance.now() - killed;
    });
    found.push({ taken, ended });
    pids.set(lead, (await lead.up()).pid);
  }
  return found;
}
