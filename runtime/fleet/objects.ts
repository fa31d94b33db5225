// The objects of the fleet: in the object store for all nodes, and on the disks of the nodes that read them. What comes from
// elsewhere is hashed before it is stored.

import type { ObjectStore } from '@nats-io/obj';
import { MusterError } from '../../contracts/errors.ts';
import type { Instant, Millis } from '../../contracts/time.ts';
import { digestOf } from '../canonical.ts';
import type { Objects } from '../ledger/ledger.ts';
import { requestFailure } from './server.ts';

export type FleetObjects = Objects & {
  /**
   * Removes the object from the servers unless it was stored recently: a new object is referenced in the journal only a moment
   * later, so the journal can vouch only for older ones. Returns whether it is gone.
   */
  removeShared(digest: string): Promise<boolean>;
};

/** An object that was stored longer ago than this is stored again, so that nobody removes it meanwhile. */
const COUNTS_FOR: Millis = 24 * 3_600_000;
/** Allows for clocks that differ, and for the time until the journal refers to the object. */
const STAYS_FOR: Millis = 2 * COUNTS_FOR;

/** An object that the journal refers to but this disk does not have is still on its way, from a server that was down. */
export function fleetObjects(local: Objects, store: ObjectStore, now: () => Instant): FleetObjects {
  /** When this process last learned that the servers have an object. */
  const shared = new Map<string, Instant>();

  async function sharedAt(digest: string): Promise<Instant | undefined> {
    const info = await store.info(digest);
    // An object with different bytes is stored again.
    return !info || info.deleted || recordedIn(info.digest) !== digest ? undefined : Date.parse(info.mtime);
  }

  async function isShared(digest: string): Promise<boolean> {
    const counts = (at: Instant | undefined) => at !== undefined && now() - at < COUNTS_FOR;
    if (counts(shared.get(digest))) return true;
    const at = await sharedAt(digest);
    if (at === undefined || !counts(at)) return false;
    shared.set(digest, at);
    return true;
  }

  async function fetched(digest: string): Promise<Uint8Array | null> {
    try {
      const found = await store.get(digest);
      if (found === null) return null;
      // The stream fails as well.
      found.error.catch(() => undefined);
      return await wholeOf(found.data);
    } catch (error) {
      // The client verifies the hash too, before we do.
      if (error instanceof Error && error.message.startsWith('received a corrupt object')) throw damaged(digest);
      throw requestFailure(error, `fetch the object ${digest}`);
    }
  }

  return {
    async put(bytes) {
      const digest = await local.put(bytes);
      try {
        if (await isShared(digest)) return digest;
        const at = now();
        await store.putBlob({ name: digest }, bytes);
        shared.set(digest, at);
      } catch (error) {
        throw requestFailure(error, `keep the object ${digest}`);
      }
      return digest;
    },
    async get(digest) {
      try {
        return await local.get(digest);
      } catch (error) {
        if (!(error instanceof MusterError && error.code === 'object-missing') || !/^[0-9a-f]{64}$/.test(digest)) throw error;
        const bytes = await fetched(digest);
        if (bytes === null) throw error;
        if (digestOf(bytes) !== digest) throw damaged(digest);
        await local.put(bytes);
        return Buffer.from(bytes);
      }
    },
    async has(digest) {
      if (await local.has(digest)) return true;
      return (await sharedAt(digest).catch(() => undefined)) !== undefined;
    },
    // Other nodes may still need the copy on the servers.
    remove: local.remove,
    async removeShared(digest) {
      try {
        const at = await sharedAt(digest);
        if (at === undefined || now() - at < STAYS_FOR) return false;
        shared.delete(digest);
        await store.delete(digest);
        return true;
      } catch (error) {
        throw requestFailure(error, `remove the object ${digest}`);
      }
    },
  };
}

/** The client would wait for ever for a chunk that the servers have lost. */
const NEXT_PART_WITHIN: Millis = 10_000;

async function wholeOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = await nextPart(reader);
    if (part.done) return Buffer.concat(parts);
    parts.push(part.value);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function nextPart(reader: Reader): ReturnType<Reader['read']> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`nothing of it came for ${NEXT_PART_WITHIN / 1000} s`));
      reader.cancel().catch(() => undefined);
    }, NEXT_PART_WITHIN);
  });
  try {
    return await Promise.race([reader.read(), silent]);
  } finally {
    clearTimeout(timer);
  }
}

/** The store records digests as `SHA-256=` and base64. */
const recordedIn = (digest: string): string => Buffer.from(digest.slice(digest.indexOf('=') + 1), 'base64url').toString('hex');

const damaged = (digest: string): MusterError =>
  new MusterError(
    'object-corrupt',
    `the object ${digest} in the fleet's object store is damaged: its content does not match its digest`,
    'Run the task again.',
  );
