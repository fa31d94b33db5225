// `npm run sim`: simulates as many seeds as requested, each twice. The first that breaks an invariant is reduced to the faults that
// it needs and printed with the command that replays it.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { MUTATIONS, type Mutation } from './bugs/mutations.ts';
import { numbered, shrink, withOnly } from './bugs/shrink.ts';
import { FAULT_KINDS } from './fault-plan.ts';
import { firstBrokenFleet, replayFleet, runFleetSlice, runFleets } from './fleet/many-fleets.ts';
import { FLEET_MUTATIONS } from './fleet/mutations.ts';
import type { Counts } from './invariants/counts.ts';
import { INVARIANTS } from './invariants/invariant.ts';
import { runSeeds, runSlice, runTwice } from './many-seeds.ts';
import { copyOfSources, faultsOf } from './mutate.ts';
import { type Outcome, simulate } from './simulate.ts';
import { modeText } from './world/check-seed.ts';
import type { Options } from './world/world.ts';

const HELP = `npm run sim -- --seeds 10000 [--from 1]       live through so many seeds, each twice; --jobs 4 at once
npm run sim -- --seed 4711 [--only 3,9,12]    one seed, with all of its faults or only these; prints its journal
npm run sim -- --mutations [--seeds 2000]     put bugs in on purpose, and say which seed finds each
--planned                                     with either: runs that plan, are approved, and get a verdict
--stages                                      with either: runs that carry out an approved plan
--repeated                                    with either: several runs of one task, and equal seats
--fleet                                       with any: two nodes and three hosts of a fleet, cut off from each other
`;

/** The least numbers for a thousand seeds; fewer are a failure, because a simulation without these cases proves nothing. */
const FLOORS: Partial<Counts> = {
  'worker': 1000,
  'kill': 700,
  'effect-failure': 700,
  'conflict': 600,
  'lost-hint': 2000,
  'double-hint': 500,
  'survivor': 50,
  'host-loss': 200,
  'power-cut': 300,
  'clock-jump': 400,
  'sleep': 200,
  'full-disk': 150,
  'command': 400,
  'answer': 50,
  'held': 50,
};
const EVERY: number = 10_000;

async function storm(from: number, seeds: number, jobs: number): Promise<number> {
  const began = performance.now();
  let told = began;
  const {
    counts: sum,
    events,
    broken,
  } = await runSeeds({ from, end: from + seeds, ...mode }, jobs, (lived) => {
    if (performance.now() - told < EVERY) return;
    told = performance.now();
    say(`${lived} of ${seeds} seeds, ${rate(lived, began)} a minute`);
  });
  if (broken !== undefined) return fails(broken, await runTwice(broken, options));
  say(`${sum.finished} runs of ${seeds} seeds finished (${events} events), each lived through twice; ${rate(seeds, began)} seeds a minute`);
  say(`faults: ${FAULT_KINDS.map((kind) => `${sum[kind]} ${kind}`).join(', ')}`);
  say(
    `met: ${(['redispatch', 'repair', 'silent', 'late', 'orphan', 'held', 'parked', 'verdict'] as const).map((it) => `${sum[it]} ${it}`).join(', ')}`,
  );
  // With few seeds the counts may be a little lower.
  const part = seeds < 500 ? seeds / 2000 : seeds / 1000;
  const few = Object.entries(FLOORS).filter(([name, least]) => sum[name as keyof Counts] < Math.floor(least * part));
  for (const [name] of few) say(`TOO FEW: ${sum[name as keyof Counts]} × ${name} prove nothing`);
  return few.length > 0 ? 1 : 0;
}

async function fails(seed: number, outcome: Outcome): Promise<number> {
  const { broken, faults } = outcome;
  if (!broken) return 0;
  say(`\nFAILED: seed ${seed}`);
  say(`  ${broken.message}`);
  say(`  what must hold (${broken.invariant}): ${INVARIANTS[broken.invariant]}`);
  say(`  ${faults.length} faults struck; looking for the ones that it takes …`);
  const shrunk = await shrink(seed, outcome, broken.invariant, options);
  say(`  ${shrunk.faults.length} of them do it (${shrunk.tried} tries): ${shrunk.outcome.broken?.message ?? broken.message}`);
  for (const { n, fault } of shrunk.faults) say(`  ${String(n).padStart(5)}  ${clock(fault.at)}  ${fault.what}`);
  const only = shrunk.faults.length === 0 ? 'none' : shrunk.faults.map(({ n }) => n).join(',');
  say(`\nreplay it by: npm run sim -- --seed ${seed} --only ${only}${modeText(mode)}`);
  return 1;
}

async function replay(seed: number, only: string | undefined): Promise<number> {
  const all = await simulate(seed, options);
  const wanted = new Set(only === 'none' ? [] : only?.split(',').map((it) => whole(it, '--only')));
  const faults = numbered(all.faults).filter(({ n }) => only === undefined || wanted.has(n));
  const outcome = only === undefined ? all : await withOnly(seed, faults, options);
  for (const { n, fault } of faults) say(`${String(n).padStart(5)}  ${clock(fault.at)}  ${fault.what}`);
  for (const { seq, at, type, payload } of outcome.journal)
    say(`${String(seq).padStart(5)}  ${at}  ${type} ${JSON.stringify(payload).slice(0, 160)}`);
  say(outcome.broken ? `\nFAILED: ${outcome.broken.message}` : '\neverything held');
  return outcome.broken ? 1 : 0;
}

/** For the program that plants bugs: prints the first seed that breaks something, as one line. */
async function tellFirst(seeds: number): Promise<void> {
  for (let seed = 1; seed <= seeds; seed++) {
    const { broken } = await simulate(seed, options);
    if (broken) return say(JSON.stringify({ seed, invariant: broken.invariant, message: broken.message }));
  }
}

/** Plants each bug and prints the seed that finds it; a bug that no seed finds is a failure of the simulation. */
async function tellMutations(seeds: number, all: readonly Mutation[] = MUTATIONS): Promise<number> {
  const faults = faultsOf(all);
  for (const fault of faults) say(fault);
  if (faults.length > 0) return 1;
  const copy = copyOfSources();
  let missed = 0;
  try {
    for (const mutation of all) {
      const found = await copy.seek(mutation, seeds);
      if (!found) missed++;
      say(`${mutation.bug} (${mutation.file})`);
      say(found ? `    seed ${found.seed}: ${found.message.split('\n')[0]}` : `    NOT FOUND by ${seeds} seeds`);
    }
  } finally {
    copy.remove();
  }
  say(`${all.length - missed} of ${all.length} bugs were found`);
  return missed > 0 ? 1 : 0;
}

async function ofFleet(): Promise<number> {
  const seeds = (most: string) => whole(values.seeds ?? most, '--seeds');
  if (values.slice !== undefined) await runFleetSlice(JSON.parse(values.slice), (news) => process.send?.(news));
  else if (values.mutations) return tellMutations(seeds('1000'), FLEET_MUTATIONS);
  else if (values.find) await firstBrokenFleet(seeds('1000'), say);
  else if (values.seed !== undefined) return replayFleet(whole(values.seed, '--seed'), say);
  else return runFleets(whole(values.from, '--from'), seeds('1000'), Math.max(1, whole(values.jobs, '--jobs')), say);
  return 0;
}

function whole(text: string, name: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  say(`${name} takes whole numbers, not ${text}\n\n${HELP}`);
  return process.exit(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const rate = (seeds: number, since: number): number => Math.round((seeds * 60_000) / (performance.now() - since));

function clock(at: number): string {
  const [h, m, s] = [at / 3_600_000, (at / 60_000) % 60, (at / 1000) % 60].map(Math.floor);
  return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}.${String(at % 1000).padStart(3, '0')}`;
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    only: { type: 'string' },
    mutations: { type: 'boolean', default: false },
    find: { type: 'boolean', default: false },
    planned: { type: 'boolean', default: false },
    stages: { type: 'boolean', default: false },
    repeated: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(availableParallelism()) },
    fleet: { type: 'boolean', default: false },
    slice: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const mode = { planned: values.planned, stages: values.stages, repeated: values.repeated };
const options: Options = mode;

if (values.help) process.stdout.write(HELP);
else if (values.fleet) process.exitCode = await ofFleet();
else if (values.slice !== undefined) await runSlice(JSON.parse(values.slice), (news) => process.send?.(news));
else if (values.mutations) process.exitCode = await tellMutations(whole(values.seeds ?? '2000', '--seeds'));
else if (values.find) await tellFirst(whole(values.seeds ?? '2000', '--seeds'));
else if (values.seed !== undefined) process.exitCode = await replay(whole(values.seed, '--seed'), values.only);
else
  process.exitCode = await storm(
    whole(values.from, '--from'),
    whole(values.seeds ?? '1000', '--seeds'),
    Math.max(1, whole(values.jobs, '--jobs')),
  );
