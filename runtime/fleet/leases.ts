// Leases: the right to lead a run for as long as it is renewed. A node measures its leases by its monotonic clock and gives them up
// before the servers expire them, so no two nodes hold the same one.

import type { KV } from '@nats-io/kv';
import * as z from '../../contracts/schema.ts';
import type { Millis } from '../../contracts/time.ts';
import { canonicalJson } from '../canonical.ts';
import type { Clock } from '../clock.ts';
import { unlessChanged } from './locks.ts';
import { requestFailure, saidIn } from './server.ts';

const Held = z.strictObject({ node: z.string(), home: z.string() });
type Held = z.infer<typeof Held>;

export type Leases = {
  /** True if this node holds the lease now, whether or not it did before. */
  hold(name: string): Promise<boolean>;
  /** Whether this node holds the lease at this moment. */
  holds(name: string): boolean;
  /** The time since the last renewal; infinite if this node does not hold the lease. */
  age(name: string): Millis;
  /** The node that holds the lease; undefined if none does, or none that can be read. */
  holder(name: string): Promise<string | undefined>;
  release(name: string): Promise<void>;
  onLost(listener: (name: string) => void): void;
  close(): void;
};

/** A lease is given up when this share of its time has passed since the last renewal was requested. */
const GIVEN_UP_AT = 0.8;
const RENEWED_AT = 0.25;

type OwnLease = { revision: number; until: number };

export function leasesIn(bucket: KV, me: Held, lasts: Millis, clock: Pick<Clock, 'awake' | 'sleep'>): Leases {
  const now = clock.awake;
  const own = new Map<string, OwnLease>();
  const listeners = new Set<(name: string) => void>();
  const value = canonicalJson(me);
  const fresh = (asked: Millis, revision: number): OwnLease => ({ revision, until: asked + lasts * GIVEN_UP_AT });

  function lose(name: string): void {
    if (!own.delete(name)) return;
    for (const tell of listeners) tell(name);
  }

  async function renew(name: string, { revision }: OwnLease): Promise<void> {
    const asked = now();
    try {
      const next = await unlessChanged(bucket.update(name, value, revision, lasts * RENEWED_AT));
      const mine = own.get(name);
      if (mine?.revision !== revision) return;
      // It was renewed after it had expired here: others may have seen it expired, so we no longer work under it.
      if (next !== undefined && now() < mine.until) own.set(name, fresh(asked, next));
      else lose(name);
    } catch {
      // No answer: the renewal may have succeeded, so look up its revision before the next one.
      const there = await bucket.get(name).catch(() => undefined);
      const mine = own.get(name);
      if (there && mine?.revision === revision && isMine(there.value)) own.set(name, { ...mine, revision: there.revision });
    }
  }

  const holds = (name: string): boolean => (own.get(name)?.until ?? Number.NEGATIVE_INFINITY) > now();
  const isMine = (bytes: Uint8Array): boolean => Buffer.from(bytes).toString('utf8') === value;

  const closing = new AbortController();
  async function every(span: Millis, look: () => void): Promise<void> {
    for (;;) {
      await clock.sleep(span, closing.signal);
      if (closing.signal.aborted) return;
      look();
    }
  }
  void every(lasts * RENEWED_AT, () => {
    for (const [name, lease] of own) void renew(name, lease);
  });
  void every(lasts / 20, () => {
    for (const [name, { until }] of own) if (now() >= until) lose(name);
  });

  return {
    async hold(name) {
      if (holds(name)) return true;
      if (own.has(name)) {
        // It expired while this process was suspended: those who work under it are told before it is taken again.
        lose(name);
        return false;
      }
      try {
        const asked = now();
        const made = await unlessChanged(bucket.create(name, value));
        if (made !== undefined) {
          own.set(name, fresh(asked, made));
          return true;
        }
        // A lease that an earlier process of this home held is ours.
        const there = await bucket.get(name);
        if (there?.operation !== 'PUT' || !isMine(there.value)) return false;
        const again = now();
        const revision = await unlessChanged(bucket.update(name, value, there.revision));
        if (revision === undefined) return false;
        own.set(name, fresh(again, revision));
        return true;
      } catch (error) {
        throw requestFailure(error, `take the lease ${name}`);
      }
    },
    holds,
    age: (name) => now() - ((own.get(name)?.until ?? Number.NEGATIVE_INFINITY) - lasts * GIVEN_UP_AT),
    async holder(name) {
      const there = await bucket.get(name).catch((error: unknown) => {
        throw requestFailure(error, `read the lease ${name}`);
      });
      // One that cannot be read is nobody's, and ends like every other. An error would keep all later runs from being looked at.
      return there?.operation === 'PUT' ? Held.safeParse(saidIn(there)).data?.node : undefined;
    },
    async release(name) {
      const lease = own.get(name);
      own.delete(name);
      if (lease) await unlessChanged(bucket.delete(name, { previousSeq: lease.revision }).then(() => 1)).catch(() => undefined);
    },
    onLost: (listener) => void listeners.add(listener),
    close: () => closing.abort(),
  };
}
