// Submits real runs to a home while its daemon is killed every few seconds, and its session host sometimes. Then everything may
// finish, and the checker and a count decide: nothing may be lost or doubled.

import { setTimeout as sleep } from 'node:timers/promises';
import { checkHome } from '../checker/check-home.ts';
import { readJournal } from '../checker/journal.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../e2e/daemon-fixture.ts';
import { type Random, seeded } from '../simulation/random.ts';
import { type Counted, countUp, type Given } from './count.ts';
import { nextSubmission, seatWorkers, startsFileOf } from './submissions.ts';
import { approvedPlans, atWork, openGates, submit, waiting } from './submit.ts';
import { wrongStarts } from './worker-starts.ts';

export type SoakOptions = {
  seed: number;
  seconds: number;
  /** How many are submitted; without it, only time is a limit. */
  most?: number;
  /** Milliseconds that everything may take to finish afterwards. */
  patience: number;
  say(line: string): void;
};

export type SoakResult = Counted & { given: number; daemonKills: number; hostKills: number; home: string };

/** Something is wrong in it, and its tests do not see it. */
const SHOP = {
  'answer.js': 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n',
  'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }\n',
};
/** Enough to keep two cores busy, and few enough to finish. */
const AT_ONCE = 8;

/** The home is cleared away when nothing is wrong, and kept otherwise. */
export async function soak({ seed, seconds, most = Number.POSITIVE_INFINITY, patience, say }: SoakOptions): Promise<SoakResult> {
  const fixture = openDaemonFixture();
  const over = new AbortController();
  let kept = true;
  try {
    const project = fixture.project('shop', SHOP);
    seatWorkers(fixture);
    const given: Given & { count: number; asking: Promise<void>[] } = {
      drops: [],
      submitted: [],
      notes: [],
      answers: new Map(),
      hostKills: 0,
      count: 0,
      asking: [],
    };
    const answering = keepAnswering(fixture, given, over.signal);
    const calm = AbortSignal.timeout(seconds * 1000);
    const giving = keepGiving(fixture, project, given, most, seeded(seed), calm);
    const daemonKills = await keepKilling(fixture, given, seeded(seed + 1_000_003), calm, say);
    await giving;
    await fixture.up();
    say(`the storm is over: ${given.count} given, the daemon killed ${daemonKills} times, the host ${given.hostKills} times`);
    await Promise.all(given.asking);
    const late = await finish(fixture, patience);
    over.abort();
    await answering;
    const counted = countUp([fixture.root], given);
    const began = wrongStarts([startsFileOf(fixture)], readJournal(fixture.home.ledger, () => {}).facts);
    const differences = [...late, ...checkHome(fixture.root).differences, ...counted.differences, ...began];
    kept = differences.length > 0;
    return { ...counted, differences, given: given.count, daemonKills, hostKills: given.hostKills, home: fixture.folder };
  } finally {
    over.abort();
    await fixture.clear({ keep: kept });
  }
}

/** Kills the daemon again and again, and returns how often; at the end none is running. */
async function keepKilling(
  fixture: DaemonFixture,
  given: Given & { count: number },
  chance: Random,
  calm: AbortSignal,
  say: SoakOptions['say'],
): Promise<number> {
  let kills = 0;
  while (!calm.aborted) {
    // It may die while it starts, which is no reason to complain.
    const up = fixture.up().catch(() => undefined);
    for (let alive = true; alive && !calm.aborted; ) {
      await nap(chance.chance(0.2) ? chance.between(50, 800) : chance.between(800, 5_000), calm);
      if (calm.aborted) break;
      const hosts = chance.chance(0.15) ? fixture.hosts() : [];
      for (const pid of hosts) killNow(pid);
      given.hostKills += hosts.length;
      if (hosts.length > 0 && chance.chance(0.5)) continue;
      alive = false;
    }
    await fixture.kill();
    await up;
    kills += 1;
    if (kills % 10 === 0) say(`${kills} daemons killed, ${given.count} given, ${await atWork(fixture)} at work`);
    await nap(chance.below(300), calm);
  }
  return kills;
}

async function keepGiving(
  fixture: DaemonFixture,
  project: string,
  given: Given & { count: number; asking: Promise<void>[] },
  most: number,
  chance: Random,
  calm: AbortSignal,
): Promise<void> {
  while (!calm.aborted && given.count < most) {
    if ((await atWork(fixture)) < AT_ONCE) {
      given.count += 1;
      given.asking.push(
        ...submit(
          nextSubmission(given.count, project, chance, fixture.task, approvedPlans(fixture)),
          given,
          chance,
          fixture,
          await fixture.runs(),
        ),
      );
    }
    await nap(chance.between(50, 600), calm);
  }
}

/** Somebody who answers each question that a run asks, by a file, and approves wherever that is offered. */
async function keepAnswering(fixture: DaemonFixture, given: Given, over: AbortSignal): Promise<void> {
  for (; !over.aborted; await nap(1_000, over)) {
    for (const { gate, shown, offers } of openGates(fixture)) {
      if (given.answers.has(gate)) continue;
      const name = `${gate}.${offers.includes('approve') ? 'approve' : 'abort'}`;
      given.answers.set(gate, name);
      fixture.drop(name, `${shown}\n`);
    }
  }
}

/** Waits until every run has ended and its files are on the disk; returns those that did not get there. */
async function finish(fixture: DaemonFixture, patience: number): Promise<string[]> {
  const unended = async () =>
    (await fixture.withLedger((ledger) => ledger.streams({ ended: false }))).map(({ stream }) => stream).filter((it) => it !== 'house');
  const over = async () => waiting(fixture) === 0 && (await unended()).length === 0;
  const late = await until('everything to end', over, patience).then(
    () => [],
    async () => [`after ${patience / 1000} s there are still ${waiting(fixture)} drops and the runs ${(await unended()).join(', ')}`],
  );
  if (late.length === 0) await until('nothing to be wrong', () => checkHome(fixture.root).differences.length === 0, 30_000).catch(() => {});
  return late;
}

const nap = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was just leaving.
  }
}
