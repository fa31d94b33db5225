// The hosts of the fleet and what each offers: one key for each host, which expires unless the host renews it.

import type { KV } from '@nats-io/kv';
import { OfferedHost } from '../../../contracts/work/hosted.ts';
import { canonicalJson } from '../../canonical.ts';
import { unlessChanged } from '../locks.ts';
import { requestFailure, saidIn } from '../server.ts';

export type Offers = {
  list(): Promise<OfferedHost[]>;
  /** False if another home offers seats under that name. */
  offer(mine: OfferedHost): Promise<boolean>;
  withdraw(host: string): Promise<void>;
  /** True if the host withdrew its offer itself, rather than being silent for too long. */
  isWithdrawn(host: string): Promise<boolean>;
};

/** `keys` lists the keys of the bucket, including withdrawn ones. */
export function offersIn(bucket: KV, keys: () => Promise<string[]>): Offers {
  async function at(key: string): Promise<OfferedHost | undefined> {
    const entry = await bucket.get(key);
    if (entry?.operation !== 'PUT') return undefined;
    const read = OfferedHost.safeParse(saidIn(entry));
    return read.success ? read.data : undefined;
  }

  return {
    async list() {
      try {
        const all = await Promise.all((await keys()).sort().map(at));
        return all.filter((it) => it !== undefined);
      } catch (error) {
        throw requestFailure(error, 'ask which hosts there are');
      }
    },
    async offer(mine) {
      const value = canonicalJson(mine);
      const before = await bucket.get(mine.host);
      if (before?.operation !== 'PUT') return (await unlessChanged(bucket.create(mine.host, value))) !== undefined;
      if ((await at(mine.host))?.home !== mine.home) return false;
      return (await unlessChanged(bucket.update(mine.host, value, before.revision))) !== undefined;
    },
    withdraw: (host) => bucket.delete(host),
    isWithdrawn: async (host) => (await bucket.get(host))?.operation === 'DEL',
  };
}
