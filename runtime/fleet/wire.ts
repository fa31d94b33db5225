// A commit as one message: the request, and the digest of its last event, so that every node derives the same events and can verify
// them. A large commit is stored as an object that the message refers to.

import { MusterError } from '../../contracts/errors.ts';
import { Actor } from '../../contracts/event.ts';
import { Digest } from '../../contracts/ids.ts';
import * as z from '../../contracts/schema.ts';
import { canonicalJson } from '../canonical.ts';
import type { Objects } from '../ledger/ledger.ts';
import type { ReadyCommit } from '../ledger/write/commit.ts';

/** The default `max_payload` of a server is 1 MiB. */
const LARGEST = 512 * 1024;
const VERSION = 1;

const Claim = z.strictObject({ kind: z.enum(['take', 'put', 'release']), name: z.string(), owner: z.string() });

const WireCommit = z.strictObject({
  v: z.literal(VERSION),
  expectedSeq: z.int().min(0),
  commandId: z.string(),
  actor: Actor,
  at: z.int(),
  events: z.array(z.strictObject({ type: z.string(), payload: z.unknown() })).min(1),
  claims: z.array(Claim),
  /** The digest of its last event. */
  digest: Digest,
});
export type WireCommit = z.infer<typeof WireCommit>;

const Referred = z.strictObject({ v: z.literal(VERSION), object: Digest });

export async function encodeCommit(commit: ReadyCommit, digest: string, objects: Objects): Promise<Uint8Array> {
  const whole = Buffer.from(textOf(commit, digest));
  if (whole.length <= LARGEST) return whole;
  return Buffer.from(canonicalJson({ v: VERSION, object: await objects.put(whole) }));
}

/** Canonical JSON, assembled from parts of which the larger ones are already serialized. */
function textOf({ expectedSeq, commandText, actor, at, events, claims }: ReadyCommit, digest: string): string {
  const listed = events.map(({ type, payload }) => `{"payload":${payload},"type":${JSON.stringify(type)}}`).join(',');
  return (
    `{"actor":${actor.text},"at":${at},"claims":${canonicalJson(claims)},"commandId":${commandText},` +
    `"digest":"${digest}","events":[${listed}],"expectedSeq":${expectedSeq},"v":${VERSION}}`
  );
}

/**
 * Undefined for a message that is no commit: something else has written it, and every node passes over it alike. What a later version
 * has written is an error, because its events would be lost here.
 */
export async function decodeCommit(bytes: Uint8Array, position: number, objects: Objects): Promise<WireCommit | undefined> {
  const said = parsed(bytes);
  if (isLater(said)) throw written(position);
  const elsewhere = Referred.safeParse(said);
  const carried = WireCommit.safeParse(elsewhere.success ? parsed(await objects.get(elsewhere.data.object)) : said);
  return carried.data;
}

function isLater(said: unknown): boolean {
  const version = typeof said === 'object' && said !== null && 'v' in said ? said.v : undefined;
  return typeof version === 'number' && Number.isInteger(version) && version > VERSION;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

const written = (position: number): MusterError =>
  new MusterError(
    'ledger-newer',
    `message ${position} of the fleet's journal was written by another version of Muster`,
    'Update Muster on this node.',
  );
