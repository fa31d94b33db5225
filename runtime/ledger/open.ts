// Opens a ledger over one SQLite file: puts the parts together behind the interface.

import type Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Millis } from '../../contracts/time.ts';
import { inSlices } from '../slices.ts';
import { isSteps, type MaybeSteps, runSteps, type Steps, stepsOf } from '../steps.ts';
import { cursorsIn, extraText } from './cursors.ts';
import { type LedgerFile, openDatabase, openReader } from './database.ts';
import { ledgerFailure } from './failure.ts';
import { encodeFold } from './folds/encode-fold.ts';
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
  /** The epoch under which it writes. */
  readonly epoch: number;
  /** What an append would result in; writes nothing. */
  judge(commit: Commit<All>): Judged;
  /** Appends a judged commit without checking it again. */
  appendJudged(judged: Pick<Judged, 'commit' | 'chain'>): Promise<Appended>;
  /** The streams in which reading found damage since the ledger was opened, so that those runs can be set aside. */
  damaged(): Damage[];
  /** What SQLite finds wrong with the file as a whole; empty when it is sound. Reads the whole file, and verifies no digests. */
  quickCheck(): Promise<string[]>;
  /** Works with or without a maintained table: if it is missing, the index is built from the journal for this reader. */
  index<Column extends string>(definition: IndexDefinition<Column>): Promise<IndexReader<Column>>;
  /** Whether the rows of this stream match its events. */
  indexState(definition: IndexDefinition, stream: StreamName): Promise<IndexState>;
};

export type LedgerOptions<All extends StreamEvents = StreamEvents> = {
  path: string;
  catalogue: EventCatalogue<All>;
  /** From `takeEpoch`. By default, the ledger writes under the epoch that is current when it is opened. */
  epoch?: number;
  /** Never writes, takes no epoch, and works with or without a running daemon. */
  readOnly?: boolean;
  /** Everything written here is also stored elsewhere, in the same order, so a power cut may take the newest events. */
  isCopy?: boolean;
  /** Kept up to date with every commit, and rebuilt from the journal when missing or of another version. */
  indexes?: readonly IndexDefinition[];
  /** Called when it is unknown whether the newest commits are on the disk. By default the process ends. */
  onUnsure?: (error: MusterError) => void;
  /** How long to wait for another writer before an append fails with `ledger-busy`. */
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

/** Over a file that is already open; closing the ledger closes it. */
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
  // A reader needs none of the twenty prepared statements for writing.
  const writing = readOnly ? undefined : writingOver();

  function writingOver() {
    const heads = headsIn(database);
    const stillThere = inPlace(path);
    const claims = claimsIn(database, fence.epoch);
    const indexes = indexesIn(database, definitions);
    const disk = reader === database || isCopy ? undefined : diskUnder({ database, reader, path });
    const onBegin = () => {
      stillThere();
      fence.guard();
      heads.refresh();
    };
    return {
      disk,
      ...appendIn(database, { catalogue, claims, heads, reading: written, indexes }),
      batch: batchOver({ database, path }, { onBegin, onRollback: heads.forget, inSlices: reader !== database, disk, onUnsure }),
    };
  }

  const hints = hintsAfterCommits();
  let closing = false;

  /** Turns SQLite's errors into ours. */
  async function answer<T>(doing: string, read: () => MaybeSteps<T>): Promise<T> {
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
      // Not an async function: this is the busiest path, and each promise costs.
      const tell = hints.of(commit.stream);
      try {
        const { batch, append } = writable();
        if (commit.events.length > MANY || commit.events.some(isLong)) {
          const prepared = deferred(ready.inSteps(commit));
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
      answer(`check the index ${definition.name}`, () => stateOf(reader, definition, stream, runSteps(stepsOf(reading.read(stream, 0))))),
    claim: (name: string) => answer('read the claims', () => owners(name)),

    async snapshot(stream: StreamName, reducerVersion: number) {
      const row = await answer(`read the snapshot of ${stream}`, () => snapshots.row(stream, reducerVersion));
      return row && snapshotFrom(row, reducerVersion);
    },
    async saveSnapshot(stream: StreamName, { seq, reducerVersion, state }: Snapshot) {
      writable();
      const kept = await encodeFold(state);
      // Again, because the ledger may have been closed meanwhile.
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
            // The commit stands even if a listener fails. Its error must not look like the commit's own, and must not be lost
            // either.
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

/** Separates steps from their result: `making` runs them, and `made` returns the result afterwards. */
function deferred<T>(steps: Steps<T>): { making: Steps<void>; made(): T } {
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
