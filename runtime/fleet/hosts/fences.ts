// Fencing tokens for work that writes: one key for each workplace, which only rises. A lead raises it before it starts a later
// attempt, and a host checks it before it hands work over.

import type { KV } from '@nats-io/kv';
import { Fence, isOlder } from '../../../contracts/work/fence.ts';
import { canonicalJson } from '../../canonical.ts';
import { unlessChanged } from '../locks.ts';
import { requestFailure } from '../server.ts';

export type Fences = {
  /** False if a newer fence is stored, which then stays. Raising it twice to the same value is fine. */
  raise(place: string, to: Fence): Promise<boolean>;
  /** Undefined if no fence was ever raised. */
  now(place: string): Promise<Fence | undefined>;
};

const TRIES = 10;

export function fencesIn(bucket: KV): Fences {
  async function read(place: string): Promise<{ fence: Fence; revision: number } | undefined> {
    const entry = await bucket.get(place);
    return entry?.operation === 'PUT' ? { fence: Fence.parse(entry.json()), revision: entry.revision } : undefined;
  }

  return {
    async raise(place, to) {
      const value = canonicalJson(to);
      try {
        for (let tries = 0; tries < TRIES; tries++) {
          const found = await read(place);
          if (found && isOlder(to, found.fence)) return false;
          if (found && !isOlder(found.fence, to)) return true;
          const change = found ? bucket.update(place, value, found.revision) : bucket.create(place, value);
          if ((await unlessChanged(change)) !== undefined) return true;
        }
      } catch (error) {
        throw requestFailure(error, `raise the fence of ${place}`);
      }
      throw requestFailure(new Error('it changes all the time'), `raise the fence of ${place}`);
    },
    async now(place) {
      try {
        return (await read(place))?.fence;
      } catch (error) {
        throw requestFailure(error, `ask for the fence of ${place}`);
      }
    },
  };
}
