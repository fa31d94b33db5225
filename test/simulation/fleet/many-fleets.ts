// `npm run sim -- --fleet`: simulates as many fleets as requested, each twice, on all cores. The first seed that breaks an
// invariant is reduced to the faults that it needs and printed with the command that replays it.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FLEET_FAULTS, type InjectedFault } from './fault-plan.ts';
import { BrokenFleetInvariant, FLEET_INVARIANTS } from './invariants.ts';
import { type Counts, type FleetOutcome, simulateFleet } from './simulate.ts';

type Slice = { from: number; end: number; step: number };
type Sum = { counts: Partial<Counts>; broken?: number };

const SIM = fileURLToPath(new URL('../sim.ts', import.meta.url));

/** The least numbers for a thousand seeds; fewer are a failure, because a simulation without these cases proves nothing. */
const FLOORS: Partial<Counts> = {
  'taken-over': 200,
  'hosted': 400,
  'given-up': 300,
  'late': 15,
  'stages': 300,
  'made-away': 150,
  'kept-back': 4,
  'cut': 1000,
  'kill': 700,
  'stand': 500,
};

/** The second run must give exactly the same journal. */
export async function runFleetTwice(seed: number): Promise<FleetOutcome> {
  const first = await simulateFleet(seed);
  if (first.broken) return first;
  const second = await simulateFleet(seed);
  const same = JSON.stringify(first.journal) === JSON.stringify(second.journal);
  return same ? first : { ...first, broken: new BrokenFleetInvariant('same-journal', 'it is another one the second time') };
}

/** The work of one process. */
export async function runFleetSlice({ from, end, step }: Slice, tell: (sum: Sum) => void): Promise<void> {
  const counts: Partial<Counts> = {};
  for (let seed = from; seed < end; seed += step) {
    const outcome = await runFleetTwice(seed);
    if (outcome.broken) return tell({ counts, broken: seed });
    addTo(counts, outcome.counts);
  }
  tell({ counts });
}

export async function runFleets(from: number, seeds: number, jobs: number, say: (line: string) => void): Promise<number> {
  const began = performance.now();
  const children: ChildProcess[] = [];
  const sums = await Promise.all(
    Array.from({ length: Math.min(jobs, seeds) }, async (_, n) => {
      const sum = await inProcess({ from: from + n, end: from + seeds, step: jobs }, children);
      if (sum.broken !== undefined) for (const child of children) child.kill();
      return sum;
    }),
  );
  const counts: Partial<Counts> = {};
  for (const sum of sums) addTo(counts, sum.counts);
  const broken = sums.flatMap((it) => it.broken ?? []).sort((a, b) => a - b)[0];
  if (broken !== undefined) return failed(broken, await runFleetTwice(broken), say);
  say(`${seeds} fleets, each lived through twice; ${Math.round((seeds * 60_000) / (performance.now() - began))} seeds a minute`);
  say(`faults: ${FLEET_FAULTS.map((kind) => `${counts[kind] ?? 0} ${kind}`).join(', ')}`);
  const met = (['events', 'taken-over', 'hosted', 'given-up', 'late', 'stages', 'made-away', 'kept-back'] as const).map(
    (it) => `${counts[it] ?? 0} ${it}`,
  );
  say(`met: ${met.join(', ')}`);
  const part = seeds < 500 ? seeds / 2000 : seeds / 1000;
  const few = Object.entries(FLOORS).filter(([name, least]) => (counts[name as keyof Counts] ?? 0) < Math.floor(least * part));
  for (const [name] of few) say(`TOO FEW: ${counts[name as keyof Counts] ?? 0} × ${name} prove nothing`);
  return few.length > 0 ? 1 : 0;
}

async function failed(seed: number, { broken, faults }: FleetOutcome, say: (line: string) => void): Promise<number> {
  if (!broken) return 0;
  say(`\nFAILED: fleet of seed ${seed}\n  ${broken.message}\n  what must hold (${broken.promise}): ${FLEET_INVARIANTS[broken.promise]}`);
  const needed = await shrunk(seed, faults, broken);
  say(`  ${needed.length} of ${faults.length} faults do it: ${needed.map(nameOf).join('; ')}`);
  say(`\nreplay it by: npm run sim -- --fleet --seed ${seed}`);
  return 1;
}

const nameOf = ({ kind, place }: InjectedFault): string => `${kind} ${place}`;

async function shrunk(seed: number, all: readonly InjectedFault[], { promise }: BrokenFleetInvariant): Promise<readonly InjectedFault[]> {
  let faults = all;
  for (let size = Math.ceil(faults.length / 2); size >= 1; ) {
    let less = false;
    for (let from = 0; from < faults.length; ) {
      const fewer = faults.toSpliced(from, size);
      const { broken } = await simulateFleet(seed, new Set(fewer.map(nameOf)));
      if (broken?.promise === promise) [faults, less] = [fewer, true];
      else from += size;
    }
    if (size === 1 && !less) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return faults;
}

/** Runs one seed and prints its journal. */
export async function replayFleet(seed: number, say: (line: string) => void): Promise<number> {
  const { broken, journal, faults } = await simulateFleet(seed);
  for (const it of faults) say(`${nameOf(it)} at ${it.at} ms`);
  for (const line of journal) say(line);
  say(broken ? `\nFAILED: ${broken.message}` : '\neverything held');
  return broken ? 1 : 0;
}

/** For the program that plants bugs: prints the first seed that breaks something, as one line. */
export async function firstBrokenFleet(seeds: number, say: (line: string) => void): Promise<void> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { broken } = await simulateFleet(seed);
    if (broken) return say(JSON.stringify({ seed, invariant: broken.promise, message: broken.message }));
  }
}

function addTo(sum: Partial<Counts>, more: Partial<Counts>): void {
  for (const [name, count] of Object.entries(more)) sum[name as keyof Counts] = (sum[name as keyof Counts] ?? 0) + count;
}

function inProcess(slice: Slice, children: ChildProcess[]): Promise<Sum> {
  return new Promise((resolve, reject) => {
    const child = fork(SIM, ['--fleet', '--slice', JSON.stringify(slice)]);
    children.push(child);
    let sum: Sum | undefined;
    child.on('message', (news: Sum) => {
      sum = news;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (sum) resolve(sum);
      else if (signal === 'SIGTERM') resolve({ counts: {} });
      else reject(new Error(`a process of the simulation ended with ${code ?? signal}`));
    });
  });
}
