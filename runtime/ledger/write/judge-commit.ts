// The outcome of a commit to a stream: whether it can be appended or repeats an earlier one, and its sealed, chained events. All
// ledger implementations share these rules, wherever they store the rows.

import { MusterError } from '../../../contracts/errors.ts';
import { type Actor, EVENT_VERSION, type EventEnvelope } from '../../../contracts/event.ts';
import type { Timestamp } from '../../../contracts/time.ts';
import { canonicalJson } from '../../canonical.ts';
import type { Steps } from '../../steps.ts';
import { seal } from '../digest.ts';
import type { Appended, EventCatalogue } from '../ledger.ts';
import type { ReadyCommit, ReadyEvent } from './commit.ts';

/** The newest event of a stream. */
type Tip = { seq: number; digest: string; ended: boolean };

/** Sealed events, as they are stored and as they are read. */
export type Chain = { bodies: string[]; events: EventEnvelope[] };

/** A checked commit, its outcome, and its events as they would be appended. */
export type Judged = { commit: ReadyCommit; answer: Appended; chain?: Chain };

/** Whether this chain, sealed earlier, is what sealing would give now. */
export function follows({ events }: Chain, head: Tip | undefined, at: Timestamp): boolean {
  const [first] = events;
  return first?.prev === (head?.digest ?? '') && first.seq === (head?.seq ?? 0) + 1 && first.at === at;
}

export function chain(commit: ReadyCommit, head: Tip | undefined, at: Timestamp): Chain {
  const made: Chain = { bodies: [], events: [] };
  for (const event of commit.events) link(made, event, commit, head, at);
  return made;
}

/** The same, in steps. */
export function* chainSteps(commit: ReadyCommit, head: Tip | undefined, at: Timestamp): Steps<Chain> {
  const made: Chain = { bodies: [], events: [] };
  for (const event of commit.events) {
    link(made, event, commit, head, at);
    yield;
  }
  return made;
}

function link(made: Chain, { type, payload, kept }: ReadyEvent, commit: ReadyCommit, head: Tip | undefined, at: Timestamp): void {
  const { actor, commandId, stream } = commit;
  const before = made.events.at(-1) ?? head;
  const seq = (before?.seq ?? 0) + 1;
  const prev = before?.digest ?? '';
  const { body, digest } = seal({ actor: actor.text, at, commandId: commit.commandText, payload, prev, seq, stream, type });
  const event = { actor: actor.kept, at, commandId, payload: kept, prev, seq, stream, type, v: EVENT_VERSION, digest } as const;
  made.bodies.push(body);
  made.events.push(Object.freeze(event));
}

/** An error if an event is not allowed at its place in the stream. */
export function placementError({ stream, events }: ReadyCommit, head: Tip | undefined, catalogue: EventCatalogue): MusterError | undefined {
  const first = events[0];
  if (!head && first && !catalogue.mayBegin(stream, first.type)) {
    return new MusterError('event-illegal', `${stream} cannot begin with ${first.type}`, 'This is a bug in Muster: please report it.');
  }
  let ended = head?.ended ?? false;
  for (const { type } of events) {
    if (ended && !catalogue.allowedAfterEnd(stream, type)) {
      return new MusterError(
        'stream-ended',
        `${stream} has ended: ${type} can no longer happen to it`,
        'Submit the task again to start another run.',
      );
    }
    if (catalogue.ends(stream, type)) ended = true;
  }
  return undefined;
}

/** The earlier answer, if this is the same request; throws if only the id is the same. */
export function repeatedAnswer(commit: ReadyCommit, earlier: EventEnvelope[]): Appended {
  const then = earlier.map(({ type, payload, actor }) => [type, canonicalJson(payload), who(actor)]);
  const now = commit.events.map(({ type, payload }) => [type, payload, who(commit.actor.kept)]);
  if (canonicalJson(then) === canonicalJson(now)) return { kind: 'repeated', events: earlier };
  throw new MusterError(
    'command-reused',
    `the command ${commit.commandId} was already used for another order to ${commit.stream}`,
    'A new order needs a new command id.',
  );
}

/** The same person may repeat a command from another process or terminal. */
const who = ({ kind, user }: Actor): string => `${kind} ${user ?? ''}`;
