// A ledger over one SQLite file: the pieces put together behind the interface.

import type Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Millis } from '../../contracts/time.ts';
import { inSlices } from '../slices.ts';
import { finish, isSteps, type Soon, type Steps, stepsOf } from '../steps.ts';
import { cursorsIn, extraText } from './cursors.ts';
import { type LedgerFile, openDatabase, openReader } from './database.ts';
import { ledgerFailure } from './failure.ts';
import { keptFold } from './folds/kept-fold.ts';
import { snapshotFrom, snapshotsIn } from './folds/snapshots.ts';
import type { IndexDefinition, IndexReader } from './indexes/definition.ts';
import { type IndexState, indexesIn, readIndex, stateOf } from './indexes/indexes.ts';
import type { Appended, Commit, EventCatalogue, Ledger, Snapshot } from './ledger.ts';
import { type Damage, readingOf } from './read.ts';
import { typedBy } from './typed.ts';
import { appendIn, MANY } from './write/append.ts';
import { batchOver } from './write/batch.ts';
import { claimsIn, ownersIn } from './write/claims.ts';
import { isLong, readiness } from './write/commit.ts';
import { diskUnder } from './write/disk.ts';
import { fenceOf } from './write/fence.ts';
import { headsIn } from './write/heads.ts';
import { inPlace } from './write/in-place.ts';
import type { Judged } from './write/judge-commit.ts';

export type SqliteLedger<All extends StreamEvents = StreamEvents> = Ledger<All> & {
  /** The epoch it writes under. */
  readonly epoch: number;
  /** What an append would come to, with nothing written. */
  judge(commit: Commit<All>): Judged;
  /** Appends it without checking it once more. */
  appendJudged(judged: Pick<Judged, 'commit' | 'chain'>): Promise<Appended>;
  /** The streams that reading found broken since the ledger was opened: each is one run to set aside. */
  damaged(): Damage[];
  /** What SQLite finds wrong with the file as a whole, empty when it is sound. Reads all of it, and hashes nothing. */
  quickCheck(): Promise<string[]>;
  /** Whether it was maintained or not: what is missing is made from the journal, for this reader. */
  index<Column extends string>(definition: IndexDefinition<Column>): Promise<IndexReader<Column>>;
  /** Whether the rows of this stream are what its events give. */
  indexState(definition: IndexDefinition, stream: StreamName): Promise<IndexState>;
};

export type LedgerOptions<All extends StreamEvents = StreamEvents> = {
  path: string;
  catalogue: EventCatalogue<All>;
  /** As `takeEpoch` gave it. Without one it writes under the epoch that stands when it is opened. */
  epoch?: number;
  /** Never writes, takes no epoch, and works beside a daemon or without one. */
  readOnly?: boolean;
  /** Something else holds all that is written here, in the same order: a power cut may take the newest of it. */
  isCopy?: boolean;
  /** Maintained with every commit, and made again from the journal where they are not there or of another version. */
  indexes?: readonly IndexDefinition[];
  /** The disk did not say whether it has the newest commits. By default the process ends with it. */
  onUnsure?: (error: MusterError) => void;
  /** How long another writer is waited for before an append is `ledger-busy`. */
  patience?: Millis;
};

export async function openLedger<All extends StreamEvents>(options: LedgerOptions<All>): Promise<SqliteLedger<All>> {
  const { path, readOnly = false, isCopy = false, patience } = options;
  const file = await openDatabase(path, { readOnly, synced: !isCopy, ...(patience === undefined ? {} : { patience }) });
  let reader: Database.Database | undefined;
  try {
    if (!readOnly) reader = openReader(file.path);
    return ledgerOver(reader ? { ...file, reader } : file, options);
  } catch (error) {
    reader?.close();
    file.database.close();
    throw ledgerFailure(error, file.path, 'open the ledger');
  }
}

/** Over a file that is open already; closing the ledger closes it. */
export function ledgerOver<All extends StreamEvents>(
  { database, path, reader = database }: LedgerFile,
  { catalogue, epoch, readOnly = false, isCopy = false, indexes: definitions = [], onUnsure = endLoudly }: Omit<LedgerOptions<All>, 'path'>,
): SqliteLedger<All> {
  const fence = fenceOf(database, epoch, readOnly);
  const reading = readingOf(reader, path);
  const written = reader === database ? reading : readingOf(database, path);
  const owners = ownersIn(reader);
  const snapshots = snapshotsIn(database, reader);
  const cursors = cursorsIn(database, reader);
  const ready = readiness(catalogue);
  // Who only reads is spared the twenty statements of writing.
  const writing = readOnly ? undefined : writingOver();

  function writingOver() {
    const heads = headsIn(database);
    const stillThere = inPlace(path);
    const claims = claimsIn(database, fence.epoch);
    const indexes = indexesIn(database, definitions);
    const disk = reader === database || isCopy ? undefined : diskUnder({ database, reader, path });
    const begun = () => {
      stillThere();
      fence.guard();
      heads.refresh();
    };
    return {
      disk,
      ...appendIn(database, { catalogue, claims, heads, reading: written, indexes }),
      batch: batchOver({ database, path }, { begun, undone: heads.forget, inSlices: reader !== database, disk, onUnsure }),
    };
  }

  const hints = hintsAfterCommits();
  let closing = false;

  /** What SQLite throws at a reader, in our words. */
  async function answer<T>(doing: string, read: () => Soon<T>): Promise<T> {
    try {
      const found = read();
      return isSteps(found) ? await inSlices(found) : found;
    } catch (error) {
      throw database.open ? ledgerFailure(error, path, doing) : closed();
    }
  }

  function closed(): MusterError {
    return new MusterError('io-failed', `the ledger ${path} was closed`, 'Nothing was written; start again.');
  }

  function writable(): NonNullable<typeof writing> {
    if (closing || !database.open) throw closed();
    if (writing) return writing;
    throw new MusterError('not-allowed-here', `the ledger ${path} was opened read-only`, 'Only the daemon writes to it: `muster up`.');
  }

  return typedBy(catalogue, {
    epoch: fence.epoch,
    damaged: () => [...new Map([...written.damaged(), ...reading.damaged()].map((it) => [it.stream, it])).values()],
    async quickCheck() {
      try {
        const found = reader.pragma('quick_check(20)') as { quick_check: string }[];
        return found.map((row) => row.quick_check).filter((line) => line !== 'ok');
      } catch (error) {
        if (!database.open) throw closed();
        return [error instanceof Error ? error.message : String(error)];
      }
    },

    append(commit: Commit) {
      // Not an async function: this is the busiest path, and each promise on it counts.
      const tell = hints.of(commit.stream);
      try {
        const { batch, append } = writable();
        if (commit.events.length > MANY || commit.events.some(isLong)) {
          const prepared = kept(ready.inSteps(commit));
          return batch.write((careful) => append(prepared.made(), careful), { tell, before: prepared.making });
        }
        const checked = ready.atOnce(commit);
        return batch.write((careful) => append(checked, careful), { tell });
      } catch (error) {
        return Promise.reject(error);
      }
    },
    judge(commit: Commit) {
      const { batch, judge } = writable();
      const checked = ready.atOnce(commit);
      return batch.before(() => judge(checked));
    },
    appendJudged({ commit, chain }: Pick<Judged, 'commit' | 'chain'>) {
      try {
        const { batch, append } = writable();
        return batch.write((careful) => append(commit, careful, chain), { tell: hints.of(commit.stream) });
      } catch (error) {
        return Promise.reject(error);
      }
    },
    read: (stream: StreamName, afterSeq = 0, most?: number) => answer(`read ${stream}`, () => reading.read(stream, afterSeq, most)),
    since: (position: number, limit: number) => answer('read the journal', () => reading.since(position, limit)),
    streams: (query: Parameters<Ledger['streams']>[0] = {}) => answer('read the index', () => reading.streams(query)),
    index: <Column extends string>(definition: IndexDefinition<Column>) =>
      answer(`read the index ${definition.name}`, () => readIndex(reader, definition)),
    indexState: (definition: IndexDefinition, stream: StreamName) =>
      answer(`check the index ${definition.name}`, () => stateOf(reader, definition, stream, finish(stepsOf(reading.read(stream, 0))))),
    claim: (name: string) => answer('read the claims', () => owners(name)),

    async snapshot(stream: StreamName, reducerVersion: number) {
      const row = await answer(`read the snapshot of ${stream}`, () => snapshots.row(stream, reducerVersion));
      return row && snapshotFrom(row, reducerVersion);
    },
    async saveSnapshot(stream: StreamName, { seq, reducerVersion, state }: Snapshot) {
      writable();
      const kept = await keptFold(state);
      // It may have been closed meanwhile.
      const { batch } = writable();
      const snapshot = { seq, reducerVersion, ...kept };
      const saved = await batch.write(() => snapshots.save(stream, snapshot));
      if (!saved)
        throw new MusterError(
          'internal',
          `a snapshot of ${stream} at event ${seq}, which does not exist`,
          'This is a bug in Muster: please report it.',
        );
    },

    cursor: (name: string) => answer('read the cursors', () => cursors.get(name)),
    async saveCursor(name: string, position: number, extra: unknown) {
      const { batch } = writable();
      const text = extraText(extra);
      await batch.write(() => cursors.save(name, position, text));
    },

    onAppend: hints.to,
    async close() {
      if (!database.open) return;
      closing = true;
      writing?.batch.flush();
      await writing?.disk?.close();
      reader.close();
      database.close();
    },
  });
}

type Hint = (stream: StreamName) => void;

function hintsAfterCommits(): { to(tell: Hint): () => void; of(stream: StreamName): (answer: Appended) => void } {
  const hints = new Set<Hint>();
  return {
    to(tell) {
      hints.add(tell);
      return () => void hints.delete(tell);
    },
    of:
      (stream) =>
      ({ kind }) => {
        if (kind !== 'appended') return;
        for (const tell of hints) {
          try {
            tell(stream);
          } catch (error) {
            // The commit is made, even if a listener fails. A listener's error must not look like the commit's own, nor be lost.
            queueMicrotask(() => {
              throw error;
            });
          }
        }
      },
  };
}

function endLoudly(error: MusterError): void {
  setImmediate(() => {
    throw error;
  });
}

/** What steps come to, for who asks for it when they are over. */
function kept<T>(steps: Steps<T>): { making: Steps<void>; made(): T } {
  let made: { it: T } | undefined;
  return {
    making: (function* () {
      made = { it: yield* steps };
    })(),
    made() {
      if (!made) throw new Error('asked for before it was made');
      return made.it;
    },
  };
}
