// Locks on claims, so that two nodes do not commit the same claim at once. The commits are authoritative: a lock only says who is
// about to make one, or has made it, and where to look that up.

import { JetStreamApiError } from '@nats-io/jetstream';
import type { KV, KvEntry } from '@nats-io/kv';
import type { StreamName } from '../../contracts/event.ts';
import * as z from '../../contracts/schema.ts';
import { canonicalJson, digestOf } from '../canonical.ts';
import type { ClaimChange, Commit } from '../ledger/ledger.ts';
import { requestFailure, saidIn } from './server.ts';

const Lock = z.strictObject({ name: z.string(), owner: z.string(), stream: z.string(), expectedSeq: z.int(), commandId: z.string() });
type Lock = z.infer<typeof Lock>;

/** What the journal says at this moment. */
export type JournalState = {
  holder(name: string): Promise<string | undefined>;
  /** Whether the stream has an event after that number. */
  isPast(stream: StreamName, seq: number): Promise<boolean>;
};

export type LockAnswer = { kind: 'taken'; release(): Promise<void> } | { kind: 'held'; name: string; owner: string };

export type Locks = {
  /** Locks the claims that the commit takes. A lock is returned only if the commit was certainly not made. */
  take(commit: Commit): Promise<LockAnswer>;
  /** Removes the locks of the claims that the commit has released, once the copy has applied it. */
  freed(commit: Commit, copy: { claim(name: string): Promise<unknown> }): Promise<void>;
};

/** Another node changed the lock meanwhile; look again. */
const TRIES = 5;

export function locksIn(bucket: KV, truthNow: () => Promise<JournalState>): Locks {
  /** The revision of the lock, or its holder. */
  async function lock({ name, owner }: ClaimChange, commit: Commit): Promise<{ revision: number } | { heldBy: string } | 'already'> {
    const key = digestOf(name);
    const { stream, expectedSeq, commandId } = commit;
    const own = canonicalJson({ name, owner, stream, expectedSeq, commandId } satisfies Lock);
    for (let tries = 0; tries < TRIES; tries++) {
      const revision = await unlessChanged(bucket.create(key, own));
      if (revision !== undefined) return { revision };
      const entry = await bucket.get(key);
      if (entry?.operation !== 'PUT') continue;
      // Nobody can make a commit by a lock that cannot be read.
      const found = Lock.safeParse(saidIn(entry)).data;
      // The same commit, retried.
      if (found?.stream === stream && found.commandId === commandId) return 'already';
      const truth = await truthNow();
      const holder = await truth.holder(name);
      if (holder !== undefined) return holder === owner ? 'already' : { heldBy: holder };
      const settled = !found || (await truth.isPast(found.stream as StreamName, found.expectedSeq));
      // That commit was made and has released the claim since, or was not made and can no longer be.
      if (!settled) return { heldBy: found.owner };
      const over = await unlessChanged(bucket.update(key, own, entry.revision));
      if (over !== undefined) return { revision: over };
    }
    throw requestFailure(new Error('the lock changes all the time'), `lock ${name}`);
  }

  async function remove(name: string, mayGo: (entry: KvEntry) => boolean): Promise<void> {
    const key = digestOf(name);
    const entry = await bucket.get(key);
    if (entry?.operation === 'PUT' && mayGo(entry)) await unlessChanged(bucket.delete(key, { previousSeq: entry.revision }).then(() => 1));
  }

  return {
    async take(commit) {
      const taken: { name: string; revision: number }[] = [];
      const release = async () => {
        for (const { name, revision } of taken) await remove(name, (entry) => entry.revision === revision);
      };
      // A house belongs to a single node, whose own ledger guards its claims.
      if (commit.stream === 'house') return { kind: 'taken', release };
      try {
        for (const change of commit.claims ?? []) {
          if (change.kind !== 'take') continue;
          const got = await lock(change, commit);
          if (got === 'already') continue;
          if ('heldBy' in got) {
            await release();
            return { kind: 'held', name: change.name, owner: got.heldBy };
          }
          taken.push({ name: change.name, revision: got.revision });
        }
        return { kind: 'taken', release };
      } catch (error) {
        throw requestFailure(error, `lock what ${commit.stream} claims`);
      }
    },
    async freed({ stream, claims = [] }, copy) {
      if (stream === 'house') return;
      for (const { kind, name, owner } of claims) {
        if (kind !== 'release' || (await copy.claim(name)) !== undefined) continue;
        await remove(name, (entry) => Lock.safeParse(saidIn(entry)).data?.owner === owner);
      }
    },
  };
}

/** Undefined if another node changed the key first. */
export async function unlessChanged(change: Promise<number>): Promise<number | undefined> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST) return undefined;
    throw error;
  }
}

/** “wrong last sequence” */
const WRONG_LAST = 10071;
