// The objects of the fleet: in the object store for all nodes, and on this node's disk for whoever reads there. What
// comes from elsewhere is hashed before it is kept.

import type { ObjectStore } from '@nats-io/obj';
import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';
import { digestOf } from '../canonical.ts';
import type { Objects } from '../ledger/ledger.ts';
import { unanswered } from './server.ts';

/** An object that is not on this disk although the journal names it is on its way from a server that was away. */
export function fleetObjects(local: Objects, store: ObjectStore): Objects {
  /** Those of which this process knows that the servers have them. */
  const shared = new Set<string>();

  async function isShared(digest: string): Promise<boolean> {
    if (shared.has(digest)) return true;
    const info = await store.info(digest);
    // One whose bytes were others is put again.
    if (!info || info.deleted || recordedIn(info.digest) !== digest) return false;
    shared.add(digest);
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
      // The client hashes too, before we do.
      if (error instanceof Error && error.message.startsWith('received a corrupt object')) throw damaged(digest);
      throw unanswered(error, `fetch the object ${digest}`);
    }
  }

  return {
    async put(bytes) {
      const digest = await local.put(bytes);
      try {
        if (!(await isShared(digest))) await store.putBlob({ name: digest }, bytes);
        shared.add(digest);
      } catch (error) {
        throw unanswered(error, `keep the object ${digest}`);
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
      return (await isShared(digest).catch(() => false)) === true;
    },
    // Other nodes may still need it.
    remove: local.remove,
  };
}

/** The client waits for ever for a part that the servers have lost. */
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

/** The store writes `SHA-256=` and base64. */
const recordedIn = (digest: string): string => Buffer.from(digest.slice(digest.indexOf('=') + 1), 'base64url').toString('hex');

const damaged = (digest: string): MusterError =>
  new MusterError(
    'object-corrupt',
    `the object ${digest} in the fleet's object store is damaged: its content does not match its digest`,
    'Run the task again.',
  );
