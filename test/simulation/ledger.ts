// A ledger in memory that outlives the daemon. What a commit must be, how events are sealed and read back is
// the real ledger's; only the disk is played, with what it does to those who write: it refuses, somebody
// else writes first, or the power goes at the worst moment.

import { MusterError } from '../../contracts/errors.ts';
import { EVENT_VERSION, type EventEnvelope, type StreamName } from '../../contracts/event.ts';
import { timestamp } from '../../contracts/time.ts';
import { canonicalJson, deepFreeze } from '../../runtime/canonical.ts';
import { eventCatalogue } from '../../runtime/ledger/catalogue.ts';
import { seal, unseal } from '../../runtime/ledger/digest.ts';
import type { Appended, Commit, Snapshot } from '../../runtime/ledger/ledger.ts';
import { readiness } from '../../runtime/ledger/write/commit.ts';

type Stream = { events: EventEnvelope[]; bodies: string[]; updatedAt: number; ended: boolean; commands: Map<string, Done> };
type Done = { from: number; to: number; payload: string };

export type SimLedger = {
  append(commit: Commit): Appended;
  /** Read back from the sealed texts, as a new process would. */
  read(stream: StreamName, after?: number): EventEnvelope[];
  journal(stream: StreamName): readonly EventEnvelope[];
  bodies(stream: StreamName): string[];
  unfinished(): StreamName[];
  snapshot(stream: StreamName, reducerVersion: number): Snapshot | undefined;
  saveSnapshot(stream: StreamName, snapshot: Snapshot): void;
};

export function simLedger(onCommit: (stream: StreamName, events: EventEnvelope[]) => void): SimLedger {
  const streams = new Map<StreamName, Stream>();
  const snapshots = new Map<StreamName, { seq: number; reducerVersion: number; text: string }>();
  const ready = readiness(eventCatalogue);
  const streamOf = (name: StreamName): Stream => {
    const known = streams.get(name) ?? { events: [], bodies: [], updatedAt: 0, ended: false, commands: new Map() };
    streams.set(name, known);
    return known;
  };

  function append(commit: Commit): Appended {
    const { stream: name, commandId, at } = commit;
    const stream = streamOf(name);
    const { events, expectedSeq, actor } = ready(commit);
    const payload = canonicalJson(commit.events);
    const earlier = stream.commands.get(commandId);
    if (earlier) {
      if (earlier.payload === payload) return { kind: 'repeated', events: stream.events.slice(earlier.from, earlier.to) };
      throw new MusterError('command-reused', `${commandId} was another command before`, 'Choose another token.');
    }
    if (stream.events.length !== expectedSeq) return { kind: 'conflict', actualSeq: stream.events.length };
    placeable(name, stream, commit);
    stream.updatedAt = Math.max(stream.updatedAt, at);
    const time = timestamp(stream.updatedAt);
    const from = stream.events.length;
    const fresh = events.map(({ type, payload: text }): EventEnvelope => {
      const [seq, prev] = [stream.events.length + 1, stream.events.at(-1)?.digest ?? ''];
      const { body, digest } = seal({ actor: actor.text, at: time, commandId, payload: text, prev, seq, stream: name, type });
      const event: EventEnvelope = {
        v: EVENT_VERSION,
        stream: name,
        seq,
        type,
        at: time,
        actor: actor.kept,
        commandId,
        payload: JSON.parse(text),
        prev,
        digest,
      };
      stream.events.push(deepFreeze(event));
      stream.bodies.push(body);
      return event;
    });
    stream.commands.set(commandId, { from, to: stream.events.length, payload });
    onCommit(name, fresh);
    return { kind: 'appended', events: fresh, position: 0 };
  }

  return {
    append,
    read(name, after = 0) {
      const { bodies, events } = streamOf(name);
      return bodies.slice(after).map((body, i) => {
        const seq = after + i + 1;
        const event = unseal(body, events[seq - 1]?.digest ?? '', name, seq, events[seq - 2]?.digest ?? '');
        if (typeof event === 'string') throw new MusterError('ledger-corrupt', `event ${seq} of ${name}: ${event}`, 'Look at the disk.');
        return event;
      });
    },
    journal: (name) => streamOf(name).events,
    bodies: (name) => streamOf(name).bodies,
    unfinished: () => [...streams].filter(([name, it]) => name !== 'house' && !it.ended).map(([name]) => name),
    snapshot(name, reducerVersion) {
      const kept = snapshots.get(name);
      if (kept?.reducerVersion !== reducerVersion) return undefined;
      return { seq: kept.seq, reducerVersion, state: deepFreeze(JSON.parse(kept.text)) };
    },
    saveSnapshot(name, { seq, reducerVersion, state }) {
      snapshots.set(name, { seq, reducerVersion, text: JSON.stringify(state) });
    },
  };
}

function placeable(name: StreamName, stream: Stream, { events }: Commit): void {
  if (stream.events.length === 0 && !eventCatalogue.mayBegin(name, events[0]?.type ?? ''))
    throw new MusterError('event-illegal', `${name} cannot begin with ${events[0]?.type}`, '');
  for (const { type } of events) {
    if (stream.ended && !eventCatalogue.allowedAfterEnd(name, type))
      throw new MusterError('stream-ended', `${name} has ended: ${type} can no longer happen to it`, '');
    if (eventCatalogue.ends(name, type)) stream.ended = true;
  }
}
