// A ledger whose commits are messages in the journal of the fleet. What is read is this node's own copy in SQLite, which
// takes each message in the order of the journal and makes the same events of it, with the same digests.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { Appended, Commit, Objects } from '../ledger/ledger.ts';
import type { SqliteLedger } from '../ledger/open.ts';
import { wasDecidedBefore } from './decided-before.ts';
import type { Journal, Message } from './journal.ts';
import type { Locks, Taken, Truth } from './locks.ts';
import { streamOf, subjectOf } from './places.ts';
import { unanswered } from './server.ts';
import { carry, read } from './wire.ts';

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
const COMES_WITHIN: Millis = 10_000;

export async function fleetLedger<All extends StreamEvents>(around: Around<All>): Promise<SqliteLedger<All>> {
  const { copy, journal, objects, node, clock, madeAt, onTrouble } = around;
  const locks = around.locks(truth);
  const turns = new Map<StreamName, Promise<unknown>>();
  /** The newest message of each stream that this process has seen. */
  const newest = new Map<StreamName, number>();
  const arrivals = arrivalsFrom((await copy.cursor(PLACE))?.position ?? 0, clock);
  let broken: unknown;
  let closing = false;

  const following = journal.follow(arrivals.at(), takeIn, (error) => {
    // It is asked again; whoever waits for something says how long.
    if (error instanceof MusterError) onTrouble(error);
  });

  async function takeIn(messages: Message[]): Promise<void> {
    if (broken !== undefined) return;
    try {
      const commits: { commit: Commit; position: number; digest: string }[] = [];
      for (const { bytes, position, subject } of messages) {
        const stream = streamOf(subject, node);
        if (stream === undefined) continue;
        const { v: _, digest, ...rest } = await patiently(() => read(bytes, position, objects));
        commits.push({ commit: { stream, ...rest } as Commit, position, digest });
      }
      // Saved with the next commits: a place that lies behind is made good, one that runs ahead is not.
      const [, ...kept] = await Promise.all([copy.saveCursor(PLACE, arrivals.at(), { madeAt }), ...commits.map((it) => keep(it))]);
      for (const { commit, position } of commits) newest.set(commit.stream, position);
      arrivals.came(messages.at(-1)?.position ?? 0, new Map(commits.map(({ position }, at) => [position, kept[at] as Appended] as const)));
    } catch (error) {
      broken = error;
      arrivals.never(error);
      onTrouble(error);
    }
  }

  async function keep({ commit, position, digest }: { commit: Commit; position: number; digest: string }): Promise<Appended> {
    let answer = (await copy.append(commit as Commit<All>)) as Appended;
    // A lock that was lost lets two take the same claim: the first in the journal has it, on every node.
    for (let left = commit; answer.kind === 'claim-held'; ) {
      left = withoutClaim(left, answer.name);
      answer = (await copy.append(left as Commit<All>)) as Appended;
    }
    const made = answer.kind === 'conflict' ? undefined : answer.events.at(-1)?.digest;
    if (made === digest) return answer;
    throw new MusterError(
      'ledger-corrupt',
      `the copy of the journal on this node is not what the fleet has: ${commit.stream} differs at message ${position}`,
      'Run `muster down`, move ledger.db with its -wal and -shm away, and start again: it is rebuilt from the journal.',
    );
  }

  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (!isBusy(error) || tries === TRIES) throw error;
      }
    }
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
    let heldOnce = false;
    for (let tries = 1; tries <= TRIES; tries++) {
      if (broken !== undefined) throw broken;
      const after = await newestOf(commit.stream);
      const judged = await judgedOn(copy, commit as Commit<All>, tries > 1);
      if (judged.kind === 'claim-held' && !heldOnce) {
        // It may have been released on another node.
        heldOnce = true;
        await caughtUp();
        continue;
      }
      if (judged.kind !== 'appended') return judged;
      const taken = await lockedBy(locks, commit, tries === TRIES);
      if (!taken) continue;
      if (taken.kind === 'held') return { kind: 'claim-held', name: taken.name, owner: taken.owner };
      const bytes = await carry(commit, judged.events.at(-1)?.digest ?? '', objects);
      const published = await journal.publish(subjectOf(commit.stream, node), bytes, after);
      if (published.kind === 'stored') {
        const answer = await arrivals.until(published.position);
        await locks.freed(commit, copy).catch(() => undefined);
        // Another process on this copy may have taken it in first.
        return answer?.kind === 'appended' ? answer : judged;
      }
      // What the journal says now decides: this very commit may be in it.
      newest.delete(commit.stream);
      await caughtUp().catch((error: unknown) => {
        throw published.kind === 'unknown' ? unanswered(published.error, `append to ${commit.stream}`) : error;
      });
      if (published.kind === 'overtaken' && !(await isThere(commit))) await taken.giveBack().catch(() => undefined);
    }
    throw unanswered(new Error('no answer that counts'), `append to ${commit.stream}`);
  }

  async function isThere(commit: Commit): Promise<boolean> {
    const [next] = await copy.read(commit.stream, commit.expectedSeq, 1);
    return next?.commandId === commit.commandId;
  }

  /** One after the other in each stream; other streams do not wait. */
  function inTurn<T>(stream: StreamName, work: () => Promise<T>): Promise<T> {
    const before = turns.get(stream) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined).finally(() => turns.get(stream) === settled && turns.delete(stream));
    turns.set(stream, settled);
    return mine;
  }

  await caughtUp();
  return {
    ...copy,
    append: ((commit: Commit) =>
      closing ? copy.append(commit as Commit<All>) : inTurn(commit.stream, () => append(commit))) as SqliteLedger<All>['append'],
    async close() {
      if (closing) return;
      closing = true;
      await Promise.all(turns.values());
      await following.stop();
      await copy.close();
    },
  };
}

/** `overtaken`: something else came into the journal while this commit was given. */
async function judgedOn<All extends StreamEvents>(copy: SqliteLedger<All>, commit: Commit<All>, overtaken: boolean): Promise<Appended> {
  const { stream, expectedSeq } = commit;
  try {
    return copy.judge(commit) as Appended;
  } catch (error) {
    if (!overtaken || !wasDecidedBefore(error, stream, commit)) throw error;
    return { kind: 'conflict', actualSeq: (await copy.read(stream, expectedSeq)).at(-1)?.seq ?? expectedSeq };
  }
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

const isBusy = (error: unknown): boolean => error instanceof MusterError && error.code === 'ledger-busy';

const withoutClaim = (commit: Commit, name: string): Commit => ({
  ...commit,
  claims: (commit.claims ?? []).filter((it) => it.name !== name || it.kind !== 'take'),
});

type Arrivals = {
  at(): number;
  came(position: number, answers: ReadonlyMap<number, Appended>): void;
  never(error: unknown): void;
  /** Resolves once the copy has come that far, with what became of that very message where somebody waited for it. */
  until(position: number): Promise<Appended | undefined>;
};

function arrivalsFrom(start: number, clock: Pick<Clock, 'sleep'>): Arrivals {
  const waiting = new Set<{ position: number; resolve(answer: Appended | undefined): void; reject(error: unknown): void }>();
  let at = start;
  let gone: { error: unknown } | undefined;
  /** Of the last messages: who has published one may ask a moment after it came. */
  let lately = new Map<number, Appended>();
  return {
    at: () => at,
    came(position, answers) {
      at = Math.max(at, position);
      lately = new Map([...lately, ...answers].slice(-KEPT));
      for (const one of waiting) {
        if (one.position > at) continue;
        waiting.delete(one);
        one.resolve(lately.get(one.position));
      }
    },
    never(error) {
      gone = { error };
      for (const { reject } of waiting) reject(error);
      waiting.clear();
    },
    until(position) {
      if (gone) return Promise.reject(gone.error);
      if (at >= position) return Promise.resolve(lately.get(position));
      return new Promise((resolve, reject) => {
        const over = new AbortController();
        void clock.sleep(COMES_WITHIN, over.signal).then(() => {
          if (over.signal.aborted) return;
          waiting.delete(one);
          reject(unanswered(new Error(`nothing new for ${COMES_WITHIN / 1000} s`), 'follow the journal'));
        });
        const one = {
          position,
          resolve: (answer: Appended | undefined) => {
            over.abort(HERE);
            resolve(answer);
          },
          reject: (error: unknown) => {
            over.abort(HERE);
            reject(error);
          },
        };
        waiting.add(one);
      });
    },
  };
}

const KEPT = 400;
/** Without a reason each abort makes an error, with its stack. */
const HERE = 'it is here';
