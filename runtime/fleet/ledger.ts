// A ledger whose commits are messages in the journal of the fleet. Reads come from this node's own SQLite copy, which applies all
// messages in journal order and produces the same events, with the same digests, as every other node.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Clock } from '../clock.ts';
import type { Appended, Commit, Objects } from '../ledger/ledger.ts';
import type { SqliteLedger } from '../ledger/open.ts';
import type { Judged } from '../ledger/write/judge-commit.ts';
import { isBusy, messageApplier, type OwnCommit } from './apply-messages.ts';
import { arrivalsFrom } from './arrivals.ts';
import { wasDecidedBefore } from './decided-before.ts';
import type { Journal, Message } from './journal.ts';
import type { JournalState, LockAnswer, Locks } from './locks.ts';
import { requestFailure } from './server.ts';
import { subjectOf } from './streams.ts';
import { encodeCommit } from './wire.ts';

type FleetLedgerContext<All extends StreamEvents> = {
  copy: SqliteLedger<All>;
  journal: Journal;
  objects: Objects;
  locks(truth: () => Promise<JournalState>): Locks;
  node: string;
  clock: Pick<Clock, 'sleep'>;
  /** Identifies the journal. */
  madeAt: string;
  /** Called for a message that is passed over, and when the copy cannot follow the journal any more; nothing is appended after that. */
  onTrouble(error: unknown): void;
};

/** The cursor that holds the copy's position in the journal. */
export const CURSOR = 'fleet';

const TRIES = 4;
/** The copy's position is saved after this many messages: applying some of them again after a restart is cheap. */
const SAVED_EVERY = 100;

export async function fleetLedger<All extends StreamEvents>(around: FleetLedgerContext<All>): Promise<SqliteLedger<All>> {
  const { copy, journal, objects, node, clock, madeAt, onTrouble } = around;
  const locks = around.locks(truth);
  const turns = turnsByStream();
  /** The position of the newest message of each stream that this process has seen. */
  const newest = new Map<StreamName, number>();
  /** At most one commit of each stream is in flight. */
  const published = new Map<StreamName, OwnCommit>();
  const taking = messageApplier({
    copy,
    objects,
    node,
    published: (stream) => published.get(stream),
    passedOver: (it) => onTrouble(noCommit(it)),
  });
  let savedAt = (await copy.cursor(CURSOR))?.position ?? 0;
  const arrivals = arrivalsFrom(savedAt, clock);
  let broken: unknown;
  let closing = false;

  const following = journal.follow(arrivals.at(), receive, (error) => {
    // It is retried; callers who wait have a timeout of their own.
    if (error instanceof MusterError) onTrouble(error);
  });

  async function receive(messages: Message[]): Promise<void> {
    if (broken !== undefined) return;
    try {
      const told = await taking.decode(messages);
      const [kept] = await Promise.all([taking.apply(told), savePlace()]);
      for (const { commit, position } of told) newest.set(commit.stream, position);
      arrivals.came(messages.at(-1)?.position ?? 0, new Map(told.map(({ position }, n) => [position, kept[n] as Appended])));
    } catch (error) {
      broken = error;
      arrivals.never(error);
      onTrouble(error);
    }
  }

  /** Saved with the next commits: a position that lags behind does no harm, one that runs ahead would. */
  async function savePlace(): Promise<void> {
    if (arrivals.at() - savedAt < SAVED_EVERY) return;
    savedAt = arrivals.at();
    await copy.saveCursor(CURSOR, savedAt, { madeAt });
  }

  async function caughtUp(): Promise<void> {
    await arrivals.until(await journal.end());
  }

  /** The current state, once the copy has caught up with the journal. */
  async function truth(): Promise<JournalState> {
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
      const judged = judgedBy(copy, commit, tries > 1);
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
      if (taken?.kind === 'held') return { kind: 'claim-held', name: taken.name, owner: taken.owner };
      const answer = taken && (await publish(commit, judged, expected, after, taken));
      if (answer) return answer;
    }
    throw requestFailure(new Error('no answer that counts'), `append to ${commit.stream}`);
  }

  /** Undefined if it is not known to be stored: then it is judged again, after whatever the journal has. */
  async function publish(commit: Commit, judged: Judged, expected: Stored, after: number, taken: Taken): Promise<Appended | undefined> {
    const { stream } = commit;
    const digest = expected.events.at(-1)?.digest ?? '';
    const bytes = await encodeCommit(judged.commit, digest, objects);
    published.set(stream, { bytes, commit, digest, judged });
    const said = await journal.publish(subjectOf(stream, node), bytes, after);
    if (said.kind === 'stored') {
      const answer = await arrivals.until(said.position);
      await locks.freed(commit, copy).catch(() => undefined);
      // Another process on this copy may have applied it first.
      return answer?.kind === 'appended' ? answer : expected;
    }
    // The journal decides: it may already contain this very commit.
    newest.delete(stream);
    await caughtUp().catch((error: unknown) => {
      throw said.kind === 'unknown' ? requestFailure(said.error, `append to ${stream}`) : error;
    });
    if (said.kind === 'overtaken' && !(await isThere(copy, commit))) await taken.release().catch(() => undefined);
    return undefined;
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
      if (broken === undefined) await copy.saveCursor(CURSOR, arrivals.at(), { madeAt }).catch(() => undefined);
      await copy.close();
    },
  };
}

const noCommit = ({ position, subject }: Message): MusterError =>
  new MusterError(
    'event-invalid',
    `message ${position} of the fleet's journal (${subject}) is no commit; every node passes over it`,
    'Something else has written there: see which clients may publish to muster.journal.>.',
  );

/**
 * Undefined to ask for a retry, for example while the servers elect a leader. A lock that an earlier try of the same commit took
 * counts as ours.
 */
/** Undefined if an earlier process decided something else at the same position, and that overtook this commit. */
function judgedBy<All extends StreamEvents>(copy: SqliteLedger<All>, commit: Commit, overtaken: boolean): Judged | undefined {
  try {
    return copy.judge(commit as Commit<All>);
  } catch (error) {
    if (overtaken && wasDecidedBefore(error, commit.stream, commit)) return undefined;
    throw error;
  }
}

async function isThere<All extends StreamEvents>(copy: SqliteLedger<All>, commit: Commit): Promise<boolean> {
  const [next] = await copy.read(commit.stream, commit.expectedSeq, 1);
  return next?.commandId === commit.commandId;
}

type Stored = Extract<Appended, { kind: 'appended' }>;
type Taken = Extract<LockAnswer, { kind: 'taken' }>;

async function lockedBy(locks: Locks, commit: Commit, lastTime: boolean): Promise<LockAnswer | undefined> {
  try {
    return await locks.take(commit);
  } catch (error) {
    if (lastTime || !isBusy(error)) throw error;
    return undefined;
  }
}

type Turns = { take<T>(stream: StreamName, work: () => Promise<T>): Promise<T>; over(): Promise<unknown> };

/** Serializes the work of each stream; different streams do not wait for each other. */
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
