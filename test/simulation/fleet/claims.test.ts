// Claims and commits of three nodes over servers that lose, double and delay what they are asked: what is claimed is one
// stream's, what was acknowledged is in the journal once, and a claim that is free can be taken again. Large commits travel
// as objects.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../contracts/errors.ts';
import type { RunStream, StreamName } from '../../../contracts/event.ts';
import { fleetLedger } from '../../../runtime/fleet/ledger.ts';
import { locksIn } from '../../../runtime/fleet/locks.ts';
import { streamOf } from '../../../runtime/fleet/streams.ts';
import { decodeCommit } from '../../../runtime/fleet/wire.ts';
import type { Appended, Commit } from '../../../runtime/ledger/ledger.ts';
import type { SqliteLedger } from '../../../runtime/ledger/open.ts';
import { begin, release, step, stories, take } from '../../unit/runtime/ledger/ledger-fixture.ts';
import { placed } from '../random.ts';
import { simLedger } from '../world/records/ledger.ts';
import { settled, virtualTime } from '../world/time.ts';
import { FAULT_RATES, type FaultPlan, fleetFaultPlan } from './fault-plan.ts';
import { machineIn } from './machines.ts';
import { netIn } from './net.ts';
import { type Published, serversIn } from './servers.ts';

const NODES = ['one', 'two', 'three'];
const NAMES = ['key/a', 'key/b'];
const OVER = 600_000;
/** In these worlds, a tenth of all requests fail. */
const MORE = 10;

/** The same faults, more often. */
function stormy(seed: number, now: () => number): FaultPlan {
  const faults = fleetFaultPlan(seed, now, Number.POSITIVE_INFINITY);
  return {
    ...faults,
    strikes(kind, place) {
      const random = placed(seed, `${kind} ${place}`);
      return random.chance(FAULT_RATES[kind] * MORE) ? random : undefined;
    },
  };
}

type Outcome = { journal: readonly Published[]; held: number; answers: { commit: Commit; answer: Appended }[]; again: boolean };

async function live(seed: number): Promise<Outcome> {
  const time = virtualTime();
  const faults = stormy(seed, time.now);
  const met = new Map<string, number>();
  const nth = (place: string): string => {
    met.set(place, (met.get(place) ?? 0) + 1);
    return `${place} ${met.get(place)}`;
  };
  const net = netIn(time, faults, nth);
  const servers = serversIn({ time, net, lease: 30_000, published: () => {} });
  const answers: Outcome['answers'] = [];
  let [held, working] = [0, NODES.length];
  let last: SqliteLedger | undefined;

  async function node(name: string): Promise<void> {
    const process = machineIn(time, name).process();
    const random = faults.random(name);
    const store = simLedger(stories);
    const open = () =>
      fleetLedger({
        ...{ copy: { ...store.open(), judge: store.judge } as unknown as SqliteLedger, journal: servers.journalFor(process) },
        ...{ objects: servers.objectsFor(process, new Map()), node: name, clock: process.clock, madeAt: 'once', onTrouble: () => {} },
        locks: (truth) => locksIn(servers.bucketFor(process, 'locks'), truth),
      });
    const ledger = await patiently(open);
    last = ledger;
    for (let n = 0; n < 4; n++) {
      const stream = `run/r-aa${name}${'abcd'[n]}` as RunStream;
      const mine = { stream, actor: { kind: 'lead' as const }, at: time.wall() };
      const wanted = random.pick(NAMES);
      const large = random.chance(0.15) ? { large: 'x'.repeat(600_000) } : {};
      const first = { ...mine, expectedSeq: 0, commandId: `${stream}-begin`, events: [begin(large)], claims: [take(wanted, stream)] };
      const answer = await give(ledger, first);
      if (answer.kind === 'claim-held') held++;
      if (answer.kind !== 'appended' && answer.kind !== 'repeated') continue;
      await process.clock.sleep(random.between(1, 2_000), new AbortController().signal);
      await give(ledger, { ...mine, expectedSeq: 1, commandId: `${stream}-end`, events: [step()], claims: [release(wanted, stream)] });
    }
    working--;

    async function patiently<T>(ask: () => Promise<T>): Promise<T> {
      for (;;) {
        try {
          return await ask();
        } catch (error) {
          if (!(error instanceof MusterError && error.code === 'ledger-busy')) throw error;
          await process.clock.sleep(200, new AbortController().signal);
        }
      }
    }

    /** After a timeout the same commit is sent again, as a loop does it. */
    async function give(ledger: SqliteLedger, commit: Commit): Promise<Appended> {
      const answer = await patiently(() => ledger.append(commit));
      answers.push({ commit, answer });
      return answer;
    }
  }

  const errors: unknown[] = [];
  for (const name of NODES) node(name).catch((error: unknown) => errors.push(error));
  let again = false;
  for (await settled(); working > 0 && errors.length === 0; await settled())
    assert.ok(time.goOn() !== undefined && time.now() < OVER, `seed ${seed}: ${working} nodes are stuck at ${time.now()}`);
  if (errors.length > 0) throw errors[0];
  // What was released can be claimed again.
  const free = { stream: 'run/r-afterall' as StreamName, actor: { kind: 'lead' as const }, at: time.wall(), expectedSeq: 0 };
  const asking = (async () => {
    for (let tries = 0; tries < 50 && !again; tries++) {
      const claims = NAMES.map((it) => take(it, 'run/r-afterall'));
      const answer = await last?.append({ ...free, commandId: 'after', events: [begin()], claims }).catch(() => undefined);
      again = answer?.kind === 'appended' || answer?.kind === 'repeated';
    }
    working = -1;
  })();
  for (await settled(); working === 0; await settled()) assert.ok(time.goOn() !== undefined, 'something is due');
  await asking;
  return { journal: servers.journal, held, answers, again };
}

const test = suite('claims of nodes whose servers do not always answer');

test('each belongs to one run at a time, nothing is lost or done twice, and free ones can be taken', async () => {
  let [held, large] = [0, 0];
  for (let seed = 1; seed <= 40; seed++) {
    const { journal, answers, again, held: met } = await live(seed);
    held += met;
    const truth = simLedger(stories);
    for (const { bytes, subject, position, by } of journal) {
      const carried = await decodeCommit(bytes, position, { ...NO_OBJECTS, get: async () => Promise.reject(new Error('large')) }).catch(
        () => undefined,
      );
      if (!carried) large++;
      const stream = streamOf(subject, by) ?? 'house';
      // An object is made from its command alone here, because only the claims matter.
      const { v: _, digest: __, ...rest } = carried ?? { v: 1, digest: '', ...asked(answers, stream) };
      const answer = truth.write({ ...rest, stream } as Commit);
      assert.is(answer.kind, 'appended', `seed ${seed}: message ${position} of ${stream} is ${JSON.stringify(answer).slice(0, 100)}`);
    }
    for (const { commit, answer } of answers) {
      const there = truth.journal(commit.stream).filter((it) => it.commandId === commit.commandId).length;
      assert.is(there, answer.kind === 'claim-held' ? 0 : 1, `seed ${seed}: ${commit.commandId} was answered ${answer.kind}`);
    }
    assert.ok(again, `seed ${seed}: what was released cannot be taken`);
  }
  assert.ok(held > 20 && large > 10, `only ${held} were held, and ${large} were large`);
});
test.run();

const NO_OBJECTS = { put: async () => '', has: async () => false, remove: async () => {} };

function asked(answers: Outcome['answers'], stream: StreamName): Commit {
  const first = answers.find(({ commit }) => commit.stream === stream && commit.expectedSeq === 0);
  if (!first) throw new Error(`nobody gave the first commit of ${stream}`);
  return first.commit;
}
