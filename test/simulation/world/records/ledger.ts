// An in-memory ledger that outlives the daemon. It follows the contract of every ledger: checking, placing, sealing and reading
// events are the real ledger's own code; only the rows are kept in memory.

import { MusterError } from '../../../../contracts/errors.ts';
import type { EventEnvelope, EventIn, Recorded, RunStream, StreamEvents, StreamName } from '../../../../contracts/event.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { canonicalJson, deepFreeze } from '../../../../runtime/canonical.ts';
import { unseal } from '../../../../runtime/ledger/digest.ts';
import type { Appended, Commit, EventCatalogue, Ledger, StreamRow, UntypedLedger } from '../../../../runtime/ledger/ledger.ts';
import { typedBy } from '../../../../runtime/ledger/typed.ts';
import { type ReadyCommit, readiness } from '../../../../runtime/ledger/write/commit.ts';
import { chain, type Judged, placementError, repeatedAnswer } from '../../../../runtime/ledger/write/judge-commit.ts';
import { memoryClaims } from './claims.ts';

type Stream = { events: EventEnvelope[]; bodies: string[]; row: StreamRow; commands: Map<string, { from: number; to: number }> };

export type SimLedger<All extends StreamEvents = StreamEvents> = {
  /** As another process would open it. */
  open(epoch?: number): Ledger<All> & { appendJudged(judged: Pick<Judged, 'commit'>): Promise<Appended> };
  /** The outcome of an append, without writing anything. */
  judge(commit: Commit<All>): Judged;
  /** For writers other than the daemon: appends at once and returns the answer. */
  write(commit: Commit<All>): Appended;
  journal<Name extends StreamName>(stream: Name): readonly Recorded<EventIn<All, Name>>[];
  bodies(stream: StreamName): readonly string[];
  unfinished(): StreamName[];
};

/** Called after each commit with its events and stream. */
type Committed<All extends StreamEvents> = [RunStream, Recorded<All['run']>[]] | ['house', Recorded<All['house']>[]];

export function simLedger<All extends StreamEvents>(
  catalogue: EventCatalogue<All>,
  onCommit: (...committed: Committed<All>) => void = () => {},
): SimLedger<All> {
  const streams = new Map<StreamName, Stream>();
  const positions: { stream: StreamName; seq: number }[] = [];
  const claims = memoryClaims();
  const snapshots = new Map<StreamName, { seq: number; reducerVersion: number; text: string }>();
  const cursors = new Map<string, { position: number; text: string }>();
  const ready = readiness(catalogue).atOnce;

  function earlierAnswer(commit: ReadyCommit): Appended | undefined {
    const known = streams.get(commit.stream);
    const done = known?.commands.get(commit.commandId);
    return known && done && repeatedAnswer(commit, known.events.slice(done.from, done.to));
  }

  function append(commit: ReadyCommit, epoch: number, onTrial = false): Appended {
    const earlier = earlierAnswer(commit);
    if (earlier) return earlier;
    const known = streams.get(commit.stream);
    const actualSeq = known?.row.seq ?? 0;
    if (actualSeq !== commit.expectedSeq) return { kind: 'conflict', actualSeq };
    const tip = known && { ...known.row, digest: known.events.at(-1)?.digest ?? '' };
    const outOfPlace = placementError(commit, tip, catalogue);
    if (outOfPlace) throw outOfPlace;
    const inTheWay = claims.inTheWay(commit.claims);
    if (inTheWay) return { kind: 'claim-held', ...inTheWay };

    const updatedAt = Math.max(commit.at, known?.row.updatedAt ?? 0);
    const { bodies, events } = chain(commit, tip, timestamp(updatedAt));
    if (onTrial) return { kind: 'appended', events, position: positions.length + events.length };
    const row = { stream: commit.stream, seq: 0, ended: false, createdAt: updatedAt, updatedAt };
    const stream: Stream = known ?? { events: [], bodies: [], row, commands: new Map() };
    streams.set(commit.stream, stream);
    for (const { seq } of events) positions.push({ stream: commit.stream, seq });
    stream.commands.set(commit.commandId, { from: actualSeq, to: stream.events.push(...events) });
    stream.bodies.push(...bodies);
    const ended = stream.row.ended || events.some(({ type }) => catalogue.ends(commit.stream, type));
    stream.row = { ...stream.row, seq: stream.events.length, ended, updatedAt };
    claims.change(commit.claims, epoch);
    onCommit(...([commit.stream, events] as unknown as Committed<All>));
    return { kind: 'appended', events, position: positions.length };
  }

  /** Read back from the sealed text, as a new process would. */
  function readBack(stream: StreamName, seq: number): EventEnvelope {
    const { bodies, events } = streams.get(stream) ?? { bodies: [], events: [] };
    const event = unseal(bodies[seq - 1] ?? '', events[seq - 1]?.digest ?? '', stream, seq, events[seq - 2]?.digest ?? '');
    if (typeof event === 'string') throw new MusterError('ledger-corrupt', `event ${seq} of ${stream}: ${event}`, 'Look at the disk.');
    return event;
  }

  const rows = (): StreamRow[] => [...streams.values()].map(({ row }) => ({ ...row }));

  function open(epoch = 0): ReturnType<SimLedger<All>['open']> {
    const hints = new Set<(stream: StreamName) => void>();
    const onTheirWay: (() => void)[] = [];
    let closed = false;

    function usable(): void {
      if (closed) throw new MusterError('io-failed', 'the ledger in memory was closed', 'Nothing was written; start again.');
    }

    function flush(): void {
      for (const write of onTheirWay.splice(0)) write();
    }

    async function answer<T>(read: () => T): Promise<T> {
      usable();
      return read();
    }

    const keeper: UntypedLedger & { appendJudged(judged: Pick<Judged, 'commit'>): Promise<Appended> } = {
      append: async (commit) => keeper.appendJudged({ commit: ready(commit) }),
      async appendJudged({ commit: checked }) {
        usable();
        // Commits of one tick are written at its end, in order; each succeeds or fails by itself.
        const written = new Promise<Appended>((resolve, reject) => {
          if (onTheirWay.length === 0) queueMicrotask(flush);
          onTheirWay.push(() => {
            try {
              const answer = append(checked, epoch);
              resolve(answer);
              if (answer.kind === 'appended') for (const tell of hints) tell(checked.stream);
            } catch (error) {
              reject(error);
            }
          });
        });
        return written;
      },
      read: (stream, after = 0, most = Number.POSITIVE_INFINITY) =>
        answer(() => {
          const last = Math.min(streams.get(stream)?.row.seq ?? 0, after + most);
          return Array.from({ length: Math.max(0, last - after) }, (_, index) => readBack(stream, after + index + 1));
        }),
      since: (position, limit) =>
        answer(() =>
          positions
            .slice(position, position + limit)
            .map(({ stream, seq }, index) => ({ position: position + index + 1, event: readBack(stream, seq) })),
        ),
      streams: (query = {}) =>
        answer(() => {
          if ('named' in query) return rows().filter((row) => row.stream.startsWith(query.named));
          const { ended, newest } = query;
          const wanted = rows().filter((row) => ended === undefined || row.ended === ended);
          return newest === undefined ? wanted : wanted.slice(-newest);
        }),
      claim: (name) => answer(() => claims.owner(name)),

      snapshot: (stream, reducerVersion) =>
        answer(() => {
          const kept = snapshots.get(stream);
          if (kept?.reducerVersion !== reducerVersion) return undefined;
          return { seq: kept.seq, reducerVersion, state: deepFreeze(JSON.parse(kept.text)) };
        }),
      saveSnapshot: (stream, { seq, reducerVersion, state }) =>
        answer(() => {
          if (seq > (streams.get(stream)?.row.seq ?? 0))
            throw new MusterError('internal', `a snapshot of ${stream} at event ${seq}, which does not exist`, 'please report it');
          snapshots.set(stream, { seq, reducerVersion, text: canonicalJson(state) });
        }),
      cursor: (name) =>
        answer(() => {
          const kept = cursors.get(name);
          return kept && { position: kept.position, extra: JSON.parse(kept.text) };
        }),
      saveCursor: (name, position, extra) => answer(() => void cursors.set(name, { position, text: canonicalJson(extra ?? null) })),
      onAppend(tell) {
        hints.add(tell);
        return () => void hints.delete(tell);
      },
      async close() {
        flush();
        closed = true;
      },
    };
    return typedBy(catalogue, keeper);
  }

  return {
    open,
    judge(commit) {
      const checked = ready(commit);
      return { commit: checked, answer: append(checked, 0, true) };
    },
    write: (commit) => append(ready(commit), 0),
    journal: <Name extends StreamName>(stream: Name) => (streams.get(stream)?.events ?? []) as unknown as Recorded<EventIn<All, Name>>[],
    bodies: (stream) => streams.get(stream)?.bodies ?? [],
    unfinished: () => rows().flatMap(({ stream, ended }) => (stream === 'house' || ended ? [] : [stream])),
  };
}
