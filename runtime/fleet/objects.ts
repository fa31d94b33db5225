// The objects of the fleet: in the object store for all nodes, and on this node's disk for whoever reads there. What
// comes from elsewhere is hashed before it is kept.

import type { ObjectStore } from '@nats-io/obj';
import { MusterError } from '../../contracts/errors.ts';
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
    if (!info || info.deleted) return false;
    shared.add(digest);
    return true;
  }

  async function fetched(digest: string): Promise<Uint8Array | null> {
    try {
      return await store.getBlob(digest);
    } catch (error) {
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
        if (digestOf(bytes) !== digest)
          throw new MusterError(
            'object-corrupt',
            `the object ${digest} in the fleet's object store is damaged: its content does not match its digest`,
            'Run the task again.',
          );
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
