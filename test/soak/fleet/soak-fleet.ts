// `npm run soak -- --fleet`: submits real runs to a fleet while its leads, hosts and servers are killed, and hosts are stopped or
// cut off for longer than their lease. Then everything may finish, and the checker examines all homes.

import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../../checker/canonical.ts';
import { namesIn } from '../../checker/findings.ts';
import { checkFleet } from '../../checker/fleet/check-fleet.ts';
import { type Fact, readJournal } from '../../checker/journal.ts';
import { type DaemonFixture, until } from '../../e2e/daemon-fixture.ts';
import { type Random, seeded } from '../../simulation/random.ts';
import { type Counted, countUp, type Given } from '../count.ts';
import type { SoakOptions } from '../soak-home.ts';
import { nextSubmission } from '../submissions.ts';
import { approvedPlans, atWork, openGates, submit, waiting } from '../submit.ts';
import { wrongStarts } from '../worker-starts.ts';
import { allCurrent, disturbHost, type FaultCounts, killLead, killServers, noFaults, offerAgain, pause, startAgain } from './faults.ts';
import { type FleetHomes, LEASE, openHomes } from './homes.ts';

export type FleetSoakResult = Counted &
  FaultCounts & {
    given: number;
    lines: string;
    takenOver: number;
    hosted: number;
    here: number;
    givenUp: number;
    late: number;
    homes: string[];
  };

type Giving = Given & { count: number; asking: Promise<void>[] };

/** Enough to keep the seats busy, and few enough to finish. */
const AT_ONCE = 6;

export async function soakFleet({ seed, seconds, most = Number.POSITIVE_INFINITY, patience, say }: SoakOptions): Promise<FleetSoakResult> {
  const fleet = await openHomes();
  const { leads, hosts, servers } = fleet;
  const over = new AbortController();
  let kept = true;
  try {
    say(`hosts are cut off by ${fleet.lines}`);
    await allCurrent(servers);
    // One after the other: the first makes what the others use.
    for (const lead of leads) await startAgain(lead);
    await Promise.all(hosts.map(offerAgain));
    const projects = leads.map((it) => it.project('shop'));
    const given: Giving = { drops: [], submitted: [], notes: [], answers: new Map(), hostKills: 0, count: 0, asking: [] };
    const faults = noFaults();
    const calm = AbortSignal.timeout(seconds * 1000);
    const storm = (n: number) => ({ chance: seeded(seed + n * 1_000_003), calm, faults, lease: LEASE });
    const answering = keepAnswering(leads, over.signal);
    const telling = keepTelling(leads, given, faults, calm, say);
    await Promise.all([
      keepGiving(fleet, projects, given, most, seeded(seed), calm),
      ...leads.map((it, n) => killLead(it, storm(1 + n))),
      ...hosts.map((it, n) => disturbHost(it, storm(10 + n))),
      killServers(servers, storm(20)),
    ]);
    await telling;
    say(
      `the storm is over: ${given.count} given, ${Object.entries(faults)
        .map(([what, times]) => `${times} ${what}`)
        .join(', ')}`,
    );
    await Promise.all(given.asking);
    // Whether a note was taken by a lead that died over it is not known.
    for (const note of given.notes) if (!note.taken) note.taken = undefined;
    const late = await finish(fleet, patience);
    over.abort();
    await answering;
    const roots = leads.map((it) => it.root);
    const there = hosts.map((it) => it.root);
    if (late.length === 0)
      await until('nothing to be wrong', () => checkFleet(roots, there).differences.length === 0, 60_000).catch(() => {});
    const counted = countUp(roots, { ...given, hostKills: 1 });
    const { facts } = readJournal(leads[0]?.home.ledger ?? '', () => {});
    const began = wrongStarts(fleet.witnesses, facts);
    const differences = [...late, ...checkFleet(roots, there).differences, ...counted.differences, ...began];
    kept = differences.length > 0;
    const homes = [...leads, ...hosts].map((it) => it.folder);
    return { ...counted, ...faults, ...metIn(facts), differences, given: given.count, lines: fleet.lines, homes };
  } finally {
    over.abort();
    await fleet.clear({ keep: kept });
  }
}

/** Equal tasks are one in the whole fleet: the second of two may lie at the other lead. */
async function keepGiving(fleet: FleetHomes, projects: readonly string[], given: Giving, most: number, chance: Random, calm: AbortSignal) {
  while (!calm.aborted && given.count < most) {
    const at = chance.below(fleet.leads.length);
    const lead = fleet.leads[at];
    if (lead && (await busy(lead)) < AT_ONCE) {
      given.count += 1;
      const plans = approvedPlans(lead).filter((run) => isLedBy(lead, run));
      const gift = nextSubmission(given.count, projects[at] ?? '', chance, lead.task, plans);
      const other = fleet.leads[(at + 1) % fleet.leads.length] ?? lead;
      const [first, second] = gift.kind === 'drop' ? gift.names : [];
      if (gift.kind === 'drop' && second !== undefined && chance.chance(0.5)) {
        given.asking.push(...submit({ ...gift, names: [first ?? ''] }, given, chance, lead, []));
        given.asking.push(...submit({ ...gift, names: [second] }, given, chance, other, []));
      } else given.asking.push(...submit(gift, given, chance, lead, await lead.runs()));
    }
    await pause(chance.between(200, 2_500), calm);
  }
}

const busy = (lead: DaemonFixture): Promise<number> => atWork(lead);

/** Somebody who answers each question that a run asks, at whichever node leads it, until it is answered. */
async function keepAnswering(leads: readonly DaemonFixture[], over: AbortSignal): Promise<void> {
  const tries = new Map<string, number>();
  for (; !over.aborted; await pause(2_000, over)) {
    for (const lead of leads) {
      for (const { gate, shown, offers } of openGates(lead)) {
        if (!isLedBy(lead, gate.split('.')[0] ?? '')) continue;
        const name = `${gate}.${offers.includes('approve') ? 'approve' : 'abort'}`;
        if (namesIn(lead.home.inbox).includes(name) || namesIn(`${lead.home.inbox}/.claimed`).includes(name)) continue;
        const n = (tries.get(gate) ?? 0) + 1;
        tries.set(gate, n);
        if (n % 5 === 1) lead.drop(name, `${shown}\n`);
      }
    }
  }
}

function isLedBy(lead: DaemonFixture, run: string): boolean {
  const { streams } = readJournal(lead.home.ledger, () => {});
  const last = (streams.get(`run/${run}`) ?? []).findLast((it) => it.type === 'lead.taken');
  return last?.payload.home === lead.root;
}

async function keepTelling(
  leads: readonly DaemonFixture[],
  given: Giving,
  faults: FaultCounts,
  calm: AbortSignal,
  say: SoakOptions['say'],
) {
  for (;;) {
    await pause(30_000, calm);
    if (calm.aborted) return;
    const open = await Promise.all(leads.map(busy));
    say(
      `${given.count} given, ${open.join(' and ')} at work; ${Object.entries(faults)
        .map(([what, times]) => `${times} ${what}`)
        .join(', ')}`,
    );
  }
}

/** Waits until every run has ended on every node, and the hosts have reported everything. */
async function finish({ leads, hosts }: FleetHomes, patience: number): Promise<string[]> {
  const open = async (): Promise<string[]> => {
    const runs = await Promise.all(
      leads.map(async (lead) => {
        const rows = await lead.withLedger((ledger) => ledger.streams({ ended: false }));
        const unended = rows.map(({ stream }) => stream).filter((it) => it.startsWith('run/'));
        return [...unended, ...(waiting(lead) > 0 ? [`${waiting(lead)} drops`] : [])].map((it) => `${it} at ${lead.root}`);
      }),
    );
    const orders = hosts.flatMap((host) => namesIn(`${host.root}/hosted`).map((it) => `${it} at ${host.root}`));
    return [...runs.flat(), ...orders];
  };
  try {
    await until('everything to end', async () => (await open()).length === 0, patience);
    return [];
  } catch {
    return [`after ${patience / 1000} s there is still ${(await open()).join(', ')}`];
  } finally {
    await sleep(0);
  }
}

function metIn(facts: readonly Fact[]) {
  const count = (type: string, such: (it: Fact) => boolean = () => true) => facts.filter((it) => it.type === type && such(it)).length;
  const away = count('attempt.started', (it) => it.payload.host != null);
  return {
    takenOver: count('lead.taken', (it) => Number(it.payload.epoch) > 1),
    hosted: away,
    here: count('attempt.started') - away,
    givenUp: count('attempt.ended', (it) => it.payload.reason === 'host-lost'),
    late: count('note.added', (it) => textOf((it.payload.note as { text?: string }).text).includes('after it was given up')),
  };
}
