// Locks on claims, so that two nodes do not commit the same claim at once. The commit is the truth: a lock says only who
// is about to make one, or has made it, and where to look that up.

import { JetStreamApiError } from '@nats-io/jetstream';
import type { KV, KvEntry } from '@nats-io/kv';
import type { StreamName } from '../../contracts/event.ts';
import * as z from '../../contracts/schema.ts';
import { canonicalJson, digestOf } from '../canonical.ts';
import type { ClaimChange, Commit } from '../ledger/ledger.ts';
import { unanswered } from './server.ts';

const Lock = z.strictObject({ name: z.string(), owner: z.string(), stream: z.string(), expectedSeq: z.int(), commandId: z.string() });
type Lock = z.infer<typeof Lock>;

/** What the journal says, as far as it goes at this moment. */
export type Truth = {
  holder(name: string): Promise<string | undefined>;
  /** Whether the stream has an event after that one. */
  isPast(stream: StreamName, seq: number): Promise<boolean>;
};

export type Taken = { kind: 'taken'; giveBack(): Promise<void> } | { kind: 'held'; name: string; owner: string };

export type Locks = {
  /** Locks what the commit takes. Given back only where it is certain that the commit was not made. */
  take(commit: Commit): Promise<Taken>;
  /** Removes the locks on what the commit has released; the copy has taken it in. */
  freed(commit: Commit, copy: { claim(name: string): Promise<unknown> }): Promise<void>;
};

/** Its lock was changed by another node meanwhile; looking again tells. */
const TRIES = 5;

export function locksIn(bucket: KV, truthNow: () => Promise<Truth>): Locks {
  /** Its revision, or who has it. */
  async function lock({ name, owner }: ClaimChange, commit: Commit): Promise<{ revision: number } | { heldBy: string } | 'already'> {
    const key = digestOf(name);
    const { stream, expectedSeq, commandId } = commit;
    const own = canonicalJson({ name, owner, stream, expectedSeq, commandId } satisfies Lock);
    for (let tries = 0; tries < TRIES; tries++) {
      const revision = await unlessChanged(bucket.create(key, own));
      if (revision !== undefined) return { revision };
      const entry = await bucket.get(key);
      if (entry?.operation !== 'PUT') continue;
      const found = Lock.parse(entry.json());
      // The same commit, given again.
      if (found.stream === stream && found.commandId === commandId) return 'already';
      const truth = await truthNow();
      const holder = await truth.holder(name);
      if (holder !== undefined) return holder === owner ? 'already' : { heldBy: holder };
      const settled = await truth.isPast(found.stream as StreamName, found.expectedSeq);
      // Its commit was made and has released the claim since, or was not made and cannot be made any more.
      if (!settled) return { heldBy: found.owner };
      const over = await unlessChanged(bucket.update(key, own, entry.revision));
      if (over !== undefined) return { revision: over };
    }
    throw unanswered(new Error('the lock changes all the time'), `lock ${name}`);
  }

  async function remove(name: string, mayGo: (entry: KvEntry) => boolean): Promise<void> {
    const key = digestOf(name);
    const entry = await bucket.get(key);
    if (entry?.operation === 'PUT' && mayGo(entry)) await unlessChanged(bucket.delete(key, { previousSeq: entry.revision }).then(() => 1));
  }

  return {
    async take(commit) {
      const taken: { name: string; revision: number }[] = [];
      const giveBack = async () => {
        for (const { name, revision } of taken) await remove(name, (entry) => entry.revision === revision);
      };
      // The house belongs to one node, and that node's own ledger keeps its claims apart.
      if (commit.stream === 'house') return { kind: 'taken', giveBack };
      try {
        for (const change of commit.claims ?? []) {
          if (change.kind !== 'take') continue;
          const got = await lock(change, commit);
          if (got === 'already') continue;
          if ('heldBy' in got) {
            await giveBack();
            return { kind: 'held', name: change.name, owner: got.heldBy };
          }
          taken.push({ name: change.name, revision: got.revision });
        }
        return { kind: 'taken', giveBack };
      } catch (error) {
        throw unanswered(error, `lock what ${commit.stream} claims`);
      }
    },
    async freed({ stream, claims = [] }, copy) {
      if (stream === 'house') return;
      for (const { kind, name, owner } of claims) {
        if (kind !== 'release' || (await copy.claim(name)) !== undefined) continue;
        await remove(name, (entry) => Lock.parse(entry.json()).owner === owner);
      }
    },
  };
}

/** Undefined where another has changed the key. */
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
