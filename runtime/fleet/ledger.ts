// A ledger whose commits are messages in the journal of the fleet. What is read is this node's own copy in SQLite, which
// takes each message in the order of the journal and makes the same events of it, with the same digests.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Clock } from '../clock.ts';
import type { Appended, Commit, Objects } from '../ledger/ledger.ts';
import type { SqliteLedger } from '../ledger/open.ts';
import type { Judged } from '../ledger/write/judge-commit.ts';
import { arrivalsFrom } from './arrivals.ts';
import { wasDecidedBefore } from './decided-before.ts';
import type { Journal, Message } from './journal.ts';
import type { Locks, Taken, Truth } from './locks.ts';
import { subjectOf } from './places.ts';
import { unanswered } from './server.ts';
import { isBusy, type Own, takingInto } from './taking.ts';
import { carry } from './wire.ts';

type Around<All extends StreamEvents> = {
  copy: SqliteLedger<All>;
  journal: Journal;
  objects: Objects;
  locks(truth: () => Promise<Truth>): Locks;
  node: string;
  clock: Pick<Clock, 'sleep'>;
  /** Which journal this is. */
  madeAt: string;
  /** The copy can follow no longer; nothing is appended after that. */
  onTrouble(error: unknown): void;
};

/** Where the copy stands in the journal. */
export const PLACE = 'fleet';

const TRIES = 4;
/** After so many messages the place of the copy is saved: to take some of them in again when it starts costs little. */
const SAVED_EVERY = 100;

export async function fleetLedger<All extends StreamEvents>(around: Around<All>): Promise<SqliteLedger<All>> {
  const { copy, journal, objects, node, clock, madeAt, onTrouble } = around;
  const locks = around.locks(truth);
  const turns = turnsByStream();
  /** The newest message of each stream that this process has seen. */
  const newest = new Map<StreamName, number>();
  /** Of each stream at most one is on its way. */
  const published = new Map<StreamName, Own>();
  const taking = takingInto({ copy, objects, node, published: (stream) => published.get(stream) });
  let savedAt = (await copy.cursor(PLACE))?.position ?? 0;
  const arrivals = arrivalsFrom(savedAt, clock);
  let broken: unknown;
  let closing = false;

  const following = journal.follow(arrivals.at(), takeIn, (error) => {
    // It is asked again; whoever waits for something says how long.
    if (error instanceof MusterError) onTrouble(error);
  });

  async function takeIn(messages: Message[]): Promise<void> {
    if (broken !== undefined) return;
    try {
      const told = await taking.told(messages);
      const [kept] = await Promise.all([taking.keep(told), savePlace()]);
      for (const { commit, position } of told) newest.set(commit.stream, position);
      arrivals.came(messages.at(-1)?.position ?? 0, new Map(told.map(({ position }, n) => [position, kept[n] as Appended])));
    } catch (error) {
      broken = error;
      arrivals.never(error);
      onTrouble(error);
    }
  }

  /** Saved with the next commits: a place that lies behind is made good, one that runs ahead is not. */
  async function savePlace(): Promise<void> {
    if (arrivals.at() - savedAt < SAVED_EVERY) return;
    savedAt = arrivals.at();
    await copy.saveCursor(PLACE, savedAt, { madeAt });
  }

  async function caughtUp(): Promise<void> {
    await arrivals.until(await journal.end());
  }

  /** What is known at this moment, once the copy has come as far as the journal goes. */
  async function truth(): Promise<Truth> {
    await caughtUp();
    return {
      holder: async (name) => (await copy.claim(name))?.owner,
      isPast: async (stream, seq) => (await copy.read(stream, seq, 1)).length > 0,
    };
  }

  /** The newest message of a stream, once the copy has it. */
  async function newestOf(stream: StreamName): Promise<number> {
    const known = newest.get(stream);
    if (known !== undefined) return known;
    const position = await journal.newest(subjectOf(stream, node));
    await arrivals.until(position);
    return newest.get(stream) ?? position;
  }

  async function append(commit: Commit): Promise<Appended> {
    try {
      return await tried(commit);
    } finally {
      published.delete(commit.stream);
    }
  }

  async function tried(commit: Commit): Promise<Appended> {
    const { stream, expectedSeq } = commit;
    let heldOnce = false;
    for (let tries = 1; tries <= TRIES; tries++) {
      if (broken !== undefined) throw broken;
      const after = await newestOf(commit.stream);
      const judged = judge(commit, tries > 1);
      if (!judged) return { kind: 'conflict', actualSeq: (await copy.read(stream, expectedSeq)).at(-1)?.seq ?? expectedSeq };
      const { answer: expected } = judged;
      if (expected.kind === 'claim-held' && !heldOnce) {
        // It may have been released on another node.
        heldOnce = true;
        await caughtUp();
        continue;
      }
      if (expected.kind !== 'appended') return expected;
      const taken = await lockedBy(locks, commit, tries === TRIES);
      if (!taken) continue;
      if (taken.kind === 'held') return { kind: 'claim-held', name: taken.name, owner: taken.owner };
      const digest = expected.events.at(-1)?.digest ?? '';
      const bytes = await carry(judged.commit, digest, objects);
      published.set(stream, { bytes, commit, digest, judged });
      const said = await journal.publish(subjectOf(commit.stream, node), bytes, after);
      if (said.kind === 'stored') {
        const answer = await arrivals.until(said.position);
        await locks.freed(commit, copy).catch(() => undefined);
        // Another process on this copy may have taken it in first.
        return answer?.kind === 'appended' ? answer : expected;
      }
      // What the journal says now decides: this very commit may be in it.
      newest.delete(commit.stream);
      await caughtUp().catch((error: unknown) => {
        throw said.kind === 'unknown' ? unanswered(said.error, `append to ${commit.stream}`) : error;
      });
      if (said.kind === 'overtaken' && !(await isThere(commit))) await taken.giveBack().catch(() => undefined);
    }
    throw unanswered(new Error('no answer that counts'), `append to ${commit.stream}`);
  }

  /** Nothing where it was decided before, and something else came into the journal while this was given. */
  function judge(commit: Commit, overtaken: boolean): Judged | undefined {
    try {
      return copy.judge(commit as Commit<All>);
    } catch (error) {
      if (overtaken && wasDecidedBefore(error, commit.stream, commit)) return undefined;
      throw error;
    }
  }

  async function isThere(commit: Commit): Promise<boolean> {
    const [next] = await copy.read(commit.stream, commit.expectedSeq, 1);
    return next?.commandId === commit.commandId;
  }

  await caughtUp();
  return {
    ...copy,
    append: ((commit: Commit) =>
      closing ? copy.append(commit as Commit<All>) : turns.take(commit.stream, () => append(commit))) as SqliteLedger<All>['append'],
    async close() {
      if (closing) return;
      closing = true;
      await turns.over();
      await following.stop();
      arrivals.close();
      if (broken === undefined) await copy.saveCursor(PLACE, arrivals.at(), { madeAt }).catch(() => undefined);
      await copy.close();
    },
  };
}

/** Nothing where it is to be tried again: while the servers elect who answers. What was locked is found locked by this very commit. */
async function lockedBy(locks: Locks, commit: Commit, lastTime: boolean): Promise<Taken | undefined> {
  try {
    return await locks.take(commit);
  } catch (error) {
    if (lastTime || !isBusy(error)) throw error;
    return undefined;
  }
}

type Turns = { take<T>(stream: StreamName, work: () => Promise<T>): Promise<T>; over(): Promise<unknown> };

/** One after the other in each stream; other streams do not wait. */
function turnsByStream(): Turns {
  const turns = new Map<StreamName, Promise<unknown>>();
  return {
    take(stream, work) {
      const before = turns.get(stream);
      const mine = before ? before.then(work) : work();
      const over = (): void => {
        if (turns.get(stream) === settled) turns.delete(stream);
      };
      const settled: Promise<unknown> = mine.then(over, over);
      turns.set(stream, settled);
      return mine;
    },
    over: () => Promise.all(turns.values()),
  };
}
