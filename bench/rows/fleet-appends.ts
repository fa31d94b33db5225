// Appends per second through the ledger of a fleet on three servers; compared with publishing the same messages with the plain
// client on the same servers, with the same preconditions and concurrency.
//
//   node bench/rows/fleet-appends.ts [--quick] [--json]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { FleetConfig } from '../../contracts/config.ts';
import { systemClock } from '../../runtime/clock.ts';
import { journalIn, type Message } from '../../runtime/fleet/journal.ts';
import { openFleet } from '../../runtime/fleet/open.ts';
import { publisherOn } from '../../runtime/fleet/publisher.ts';
import { JOURNAL } from '../../runtime/fleet/streams.ts';
import { objectsIn } from '../../runtime/ledger/objects.ts';
import { openLedger } from '../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterLedger } from '../../skills/events.ts';
import { startServers } from '../../test/e2e/fleet/servers-fixture.ts';
import { median, short, timed } from '../support/figures.ts';
import { noServers } from '../support/fleet.ts';
import { runNames } from '../support/homes/run-names.ts';
import { commitsOf, type RunCommit, sampleRun } from '../support/homes/sample-run.ts';
import { notMeasured, tell } from '../support/row.ts';

const GOAL = 0.5;
const BARE = 'BARE';

await tell(async ({ quick }) => {
  const [runs, looks, rounds] = quick ? [3, 1, 1] : [20, 8, 5];
  const what = `appends of ${runs} runs at once through a fleet of three servers`;
  const why = noServers();
  if (why !== undefined) return [notMeasured('fleet-appends', what, why)];
  const folder = mkdtempSync(join(tmpdir(), 'fleet-appends-'));
  const servers = await startServers(3);
  try {
    const found = await measured(servers.urls, folder, { runs, looks, rounds });
    const [ours, bare] = [median(found.map((it) => it.ours)), median(found.map((it) => it.bare))];
    const ratio = median(found.map((it) => it.ours / it.bare));
    return [
      {
        key: 'fleet-appends',
        what,
        ours: `${short(ours)} commits/s`,
        baseline: `the same messages by the bare client: ${short(bare)}/s`,
        ratio: `${short(ratio)} ×`,
        goals: [{ what: 'rate', is: ratio, unit: '×', atLeast: GOAL }],
        figures: {
          ...{ runs, rounds, ours, bare, ratio },
          messages: found[0]?.messages ?? 0,
          bytes: found[0]?.bytes ?? 0,
          oursCpu: median(found.map((it) => it.oursCpu)),
          bareCpu: median(found.map((it) => it.bareCpu)),
        },
      },
    ];
  } finally {
    await servers.clear();
    rmSync(folder, { recursive: true });
  }
});

/** `Cpu`: milliseconds of this process for one message. */
type Round = { ours: number; bare: number; oursCpu: number; bareCpu: number; messages: number; bytes: number };

async function measured(urls: string[], folder: string, size: { runs: number; looks: number; rounds: number }): Promise<Round[]> {
  const copy = await openLedger({ path: join(folder, 'ledger.db'), catalogue: eventCatalogue, isCopy: true });
  const fleet = await openFleet({
    settings: FleetConfig.parse({ servers: urls, node: 'bench', replicas: 3, lease: '30s' }),
    ...{ home: folder, copy, objects: objectsIn(join(folder, 'objects')), clock: systemClock },
    onTrouble: (error) => process.stderr.write(`${error}\n`),
  });
  const connection = await connect({ servers: urls });
  try {
    const [client, manager] = [jetstream(connection), await jetstreamManager(connection)];
    const { config } = await manager.streams.info(JOURNAL);
    await manager.streams.add({ ...config, name: BARE, subjects: config.subjects.map(bareSubject) });
    const journal = journalIn(client, manager, publisherOn(connection));
    const rounds: Round[] = [];
    // The first round warms up and is not counted.
    for (let round = 0; round <= size.rounds; round++) {
      const ticks = ticksOf(runNames(size.runs * (round + 1)).slice(size.runs * round), size.looks);
      const begins = await journal.end();
      const ours = await costs(() => appended(fleet.ledger, ticks));
      const messages = await between(journal, begins, await journal.end());
      const bare = await costs(() => published(client, messages, size.runs));
      const rate = ({ ms }: Costs) => messages.length / (ms / 1000);
      rounds.push({
        ...{ ours: rate(ours), bare: rate(bare) },
        ...{ oursCpu: ours.cpu / messages.length, bareCpu: bare.cpu / messages.length },
        ...{ messages: messages.length, bytes: messages.reduce((sum, it) => sum + it.bytes.length, 0) },
      });
    }
    return rounds.slice(1);
  } finally {
    await connection.close();
    await fleet.close();
  }
}

type Costs = { ms: number; cpu: number };

async function costs(deed: () => Promise<void>): Promise<Costs> {
  const before = process.cpuUsage();
  const took = await timed(deed);
  const { user, system } = process.cpuUsage(before);
  return { ms: took, cpu: (user + system) / 1000 };
}

/** The n-th commit of every run is one tick, as in a daemon with that many active runs. */
function ticksOf(names: readonly string[], looks: number): RunCommit[][] {
  const all = names.map((run) => commitsOf(run, sampleRun(run, '/home/mira/src/shop', { looks, findings: 1 })));
  return (all[0] ?? []).map((_, n) => all.map((one) => one[n]).filter((it) => it !== undefined));
}

async function appended(ledger: MusterLedger, ticks: readonly RunCommit[][]): Promise<void> {
  for (const tick of ticks) {
    const answers = await Promise.all(tick.map((commit) => ledger.append(commit)));
    if (answers.some((it) => it.kind !== 'appended')) throw new Error('a commit was not taken');
  }
}

async function between(journal: ReturnType<typeof journalIn>, after: number, upTo: number): Promise<Message[]> {
  const all: Message[] = [];
  await new Promise<void>((resolve, reject) => {
    const reading = journal.follow(
      after,
      async (messages) => {
        all.push(...messages);
        if ((all.at(-1)?.position ?? 0) >= upTo) void reading.stop().then(resolve, reject);
      },
      reject,
    );
  });
  return all;
}

/** Publishes as many messages at once as there were runs, each on top of the previous one of its subject. */
async function published(client: JetStreamClient, messages: readonly Message[], atOnce: number): Promise<void> {
  const newest = new Map<string, number>();
  for (let from = 0; from < messages.length; from += atOnce) {
    await Promise.all(
      messages.slice(from, from + atOnce).map(async ({ subject, bytes }) => {
        const { seq } = await client.publish(bareSubject(subject), bytes, { expect: { lastSubjectSequence: newest.get(subject) ?? 0 } });
        newest.set(subject, seq);
      }),
    );
  }
}

function bareSubject(subject: string): string {
  return subject.replace(/^muster\./, 'unused.');
}
