// 500 short runs in a fleet of three servers: two nodes lead half of them each, and their workers are on three hosts; compared with
// the same runs on a single node without a fleet, with the same number of concurrent workers. The two are measured alternately, in
// parts.
//
//   node bench/rows/fleet-runs.ts [--quick] [--json]

import { join } from 'node:path';
import { median, short, timed } from '../support/figures.ts';
import { type Fixture, openFixture } from '../support/fixture.ts';
import { type BenchFleet, noServers, openBenchFleet } from '../support/fleet.ts';
import { notMeasured, tell } from '../support/row.ts';

const GOAL = 0.5;
const HOSTS = ['a', 'b', 'c'];
const SEATS = 6;
const IDLER = { name: 'idler', argv: ['/bin/sh', join(import.meta.dirname, '..', 'workers', 'nothing.sh'), '{prompt}', '{result}'] };

await tell(async ({ quick }) => {
  const [runs, slices] = quick ? [4, 1] : [500, 10];
  const what = `${runs.toLocaleString('en')} short runs, two leads, workers on three hosts`;
  const why = noServers();
  if (why !== undefined) return [notMeasured('fleet-runs', what, why)];
  const fleet = await openBenchFleet('30s');
  const alone = openFixture();
  try {
    const { ours, bare, onHosts } = await measured(fleet, alone, runs, slices);
    const rate = (all: number[]) => runs / (all.reduce((sum, it) => sum + it, 0) / 60_000);
    const ratio = median(ours.map((it, at) => (bare[at] ?? 0) / it));
    return [
      {
        key: 'fleet-runs',
        what,
        ours: `${short(rate(ours))} runs a minute`,
        baseline: `one node without a fleet: ${short(rate(bare))} a minute`,
        ratio: `${short(ratio)} ×`,
        goals: [{ what: 'rate', is: ratio, unit: '×', atLeast: GOAL }],
        figures: { runs, slices, ours: rate(ours), bare: rate(bare), ratio, onHosts },
      },
    ];
  } finally {
    await Promise.all([fleet.clear(), alone.clear()]);
  }
});

/** `onHosts`: the number of workers that ran on hosts. */
type FleetRunFigures = { ours: number[]; bare: number[]; onHosts: number };

async function measured(fleet: BenchFleet, alone: Fixture, runs: number, slices: number): Promise<FleetRunFigures> {
  const leads = [fleet.node('one', SEATS), fleet.node('two', SEATS)];
  alone.settings({ workers: HOSTS.length * SEATS });
  for (const node of [...leads, alone]) {
    node.hire(IDLER.name, IDLER.argv);
    await node.up();
  }
  for (const host of HOSTS) await fleet.host(host, SEATS, IDLER);
  const project = alone.project('shop');
  await carriedOut([alone], project, 2); // The first ones start the session hosts.
  await carriedOut(leads, project, 2);
  const found: FleetRunFigures = { ours: [], bare: [], onHosts: 0 };
  for (let slice = 0; slice < slices; slice++) {
    found.bare.push(await timed(() => carriedOut([alone], project, runs / slices)));
    found.ours.push(
      await timed(async () => {
        found.onHosts += await carriedOut(leads, project, runs / slices);
      }),
    );
  }
  return found;
}

/** Each node leads the same number of runs. Returns how many workers were on hosts. */
async function carriedOut(nodes: readonly Fixture[], project: string, runs: number): Promise<number> {
  const onHosts = nodes.map(async (node) => {
    const asked = await Promise.all(Array.from({ length: runs / nodes.length }, () => node.submit(project, [IDLER.name])));
    const open = new Set(asked.map((run) => `run/${run}`));
    const own = new Set(open);
    let hosted = 0;
    await node.journal().until('the end of its runs', ({ stream, type, payload }) => {
      if (type === 'attempt.started' && own.has(stream) && payload.host) hosted++;
      if (type === 'run.ended') open.delete(stream);
      return open.size === 0;
    });
    return hosted;
  });
  return (await Promise.all(onHosts)).reduce((sum, it) => sum + it, 0);
}
