// A commit made ready outside of any transaction: checked against the catalogue, its texts written, its size
// weighed. What is wrong with it by itself is found here, before the ledger is touched.

import { MusterError } from '../../contracts/errors.ts';
import { Actor, type StreamName } from '../../contracts/event.ts';
import type { Instant } from '../../contracts/time.ts';
import { canonicalJson } from '../canonical.ts';
import type { ClaimChange, Commit, EventCatalogue } from './ledger.ts';

/** The most that the payloads of one commit may come to, as canonical JSON in UTF-8. */
export const COMMIT_LIMIT = 512 * 1024;

export type ReadyCommit = {
  stream: StreamName;
  expectedSeq: number;
  commandId: string;
  actor: Actor;
  actorText: string;
  at: Instant;
  events: readonly { type: string; payload: string }[];
  claims: readonly ClaimChange[];
};

const STREAM = /^(?:house|run\/r-[a-z2-7]{6,26})$/;
const LONGEST_COMMAND = 1_000;
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export function readyCommit(commit: Commit, catalogue: EventCatalogue): ReadyCommit {
  const { stream, expectedSeq, commandId, actor, at } = commit;
  const wrong = (what: string, hint = 'this is a fault in muster: please report it'): MusterError =>
    new MusterError('event-invalid', `a commit to ${stream} ${what}`, hint);

  if (!STREAM.test(stream)) throw wrong('names no stream: streams are house and run/<run id>');
  if (!Number.isSafeInteger(expectedSeq) || expectedSeq < 0) throw wrong(`expects the sequence number ${expectedSeq}`);
  if (commandId === '' || commandId.length > LONGEST_COMMAND) throw wrong(`needs a command id of 1 to ${LONGEST_COMMAND} characters`);
  if (!Number.isInteger(at) || at < 0 || at > LAST_INSTANT) throw wrong(`happened at no instant: ${at}`);
  if (commit.events.length === 0) throw wrong('has no event');
  if (!Actor.safeParse(actor).success) throw wrong('does not say properly who acted');

  let bytes = 0;
  const events = commit.events.map((event) => {
    catalogue.check(stream, event);
    const payload = payloadText(event.payload, `${stream}: ${event.type}`);
    bytes += Buffer.byteLength(payload);
    return { type: event.type, payload };
  });
  if (bytes > COMMIT_LIMIT) {
    throw wrong(`comes to ${bytes} bytes, and ${COMMIT_LIMIT} are the most`, 'keep long texts as objects and name them by their digests');
  }
  return { stream, expectedSeq, commandId, actor, actorText: canonicalJson(actor), at, events, claims: commit.claims ?? [] };
}

function payloadText(payload: unknown, place: string): string {
  try {
    return canonicalJson(payload);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new MusterError('event-invalid', `${place}: in its payload, ${said}`, 'an event is plain JSON: no dates, maps or functions', {
      cause: error,
    });
  }
}
