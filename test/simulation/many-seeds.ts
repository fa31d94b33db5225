// Runs many seeds at once: one process for each core, each with its share of the seeds. Their counts are added up, and the first
// seed that breaks something stops all processes.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { add, type Counts, noCounts } from './invariants/counts.ts';
import { BrokenInvariant } from './invariants/invariant.ts';
import { type Outcome, simulate } from './simulate.ts';
import type { Options } from './world/world.ts';

/** The kind of the simulated runs. */
export type Mode = { planned: boolean; stages: boolean; repeated: boolean };

/** Every `step`-th seed from `from` on, below `end`. */
export type Slice = { from: number; end: number; step: number } & Mode;
export type Sum = { counts: Counts; events: number; broken?: number };
type News = { kind: 'lived' } | ({ kind: 'over' } & Sum);

const SIM = fileURLToPath(new URL('sim.ts', import.meta.url));

/** Neighbouring seeds go to different processes, so that all processes end at about the same time. */
export async function runSeeds(all: Omit<Slice, 'step'>, jobs: number, lived: (seeds: number) => void): Promise<Sum> {
  const children: ChildProcess[] = [];
  let done = 0;
  const sums = await Promise.all(
    Array.from({ length: Math.min(jobs, all.end - all.from) }, async (_, n) => {
      const sum = await inProcess({ ...all, from: all.from + n, step: jobs }, children, () => lived(++done));
      if (sum.broken !== undefined) for (const child of children) child.kill();
      return sum;
    }),
  );
  const counts = noCounts();
  for (const sum of sums) add(counts, sum.counts);
  const broken = sums.flatMap((it) => it.broken ?? []).sort((a, b) => a - b)[0];
  return { counts, events: sums.reduce((total, it) => total + it.events, 0), ...(broken === undefined ? {} : { broken }) };
}

/** A process that was ended because of another's failure reports nothing. */
function inProcess(slice: Slice, children: ChildProcess[], lived: () => void): Promise<Sum> {
  return new Promise((resolve, reject) => {
    const child = fork(SIM, ['--slice', JSON.stringify(slice)]);
    children.push(child);
    let sum: Sum | undefined;
    child.on('message', (news: News) => {
      if (news.kind === 'lived') lived();
      else sum = news;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (sum) resolve(sum);
      else if (signal === 'SIGTERM') resolve({ counts: noCounts(), events: 0 });
      else reject(new Error(`a process of the simulation ended with ${code ?? signal}`));
    });
  });
}

/** The work of one process. */
export async function runSlice({ from, end, step, ...mode }: Slice, tell: (news: News) => void): Promise<void> {
  const counts = noCounts();
  let events = 0;
  for (let seed = from; seed < end; seed += step) {
    const outcome = await runTwice(seed, mode);
    if (outcome.broken) return tell({ kind: 'over', counts, events, broken: seed });
    add(counts, outcome.counts);
    events += outcome.journal.length;
    tell({ kind: 'lived' });
  }
  tell({ kind: 'over', counts, events });
}

/** The second run must give exactly the same journal. */
export async function runTwice(seed: number, options: Options): Promise<Outcome> {
  const first = await simulate(seed, options);
  if (first.broken) return first;
  const second = await simulate(seed, options);
  const at = first.journal.findIndex((event, i) => event.digest !== second.journal[i]?.digest);
  const same = at < 0 && first.journal.length === second.journal.length;
  return same ? first : { ...first, broken: new BrokenInvariant('same-journal', `event ${at + 1} is another one the second time`) };
}
