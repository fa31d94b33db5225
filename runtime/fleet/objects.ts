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
/** Bundles, the largest objects that are shared, have no more. Whoever can write to the servers can put anything there. */
const LARGEST = 256 * 1024 * 1024;

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

  async function fetched(digest: string, most: number): Promise<Uint8Array | null> {
    try {
      const info = await store.info(digest);
      // The client would follow a link that leads to itself for ever; nobody here makes any.
      if (info?.options?.link) throw damaged(digest, 'it is a link');
      if (info && info.size > most) throw damaged(digest, tooLarge(info.size, most));
      const found = await store.get(digest);
      if (found === null) return null;
      // The stream fails as well.
      found.error.catch(() => undefined);
      const bytes = await wholeOf(found.data, most);
      if (bytes === undefined) throw damaged(digest, tooLarge(undefined, most));
      return bytes;
    } catch (error) {
      // The client verifies the hash too, before we do.
      if (error instanceof Error && error.message.startsWith('received a corrupt object')) throw damaged(digest);
      throw requestFailure(error, `fetch the object ${digest}`);
    }
  }

  return {
    async put(bytes) {
      if (bytes.byteLength > LARGEST) throw notShared(bytes.byteLength);
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
    async get(digest, most = LARGEST) {
      try {
        return await local.get(digest, most);
      } catch (error) {
        if (!(error instanceof MusterError && error.code === 'object-missing') || !/^[0-9a-f]{64}$/.test(digest)) throw error;
        const bytes = await fetched(digest, most);
        if (bytes === null) throw absent(digest);
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

/** Undefined if there is more than that, whatever size was recorded. */
async function wholeOf(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  for (let bytes = 0; bytes <= most; ) {
    const part = await nextPart(reader);
    if (part.done) return Buffer.concat(parts);
    parts.push(part.value);
    bytes += part.value.byteLength;
  }
  reader.cancel().catch(() => undefined);
  return undefined;
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

const damaged = (digest: string, how = 'its content does not match its digest'): MusterError =>
  new MusterError('object-corrupt', `the object ${digest} in the fleet's object store is damaged: ${how}`, 'Run the task again.');

const absent = (digest: string): MusterError =>
  new MusterError('object-missing', `the object ${digest} is not in the fleet's object store`, 'Run the task again.');

const tooLarge = (bytes: number | undefined, most: number): string => `it has ${bytes ?? `more than ${most}`} bytes, and may have ${most}`;

const notShared = (bytes: number): MusterError =>
  new MusterError(
    'out-of-resources',
    `${bytes} bytes are too much for one object of a fleet; it may have ${LARGEST}`,
    'See docs/fleet.md.',
  );
