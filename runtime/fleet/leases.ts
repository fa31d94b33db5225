// Leases: who may lead a run, for as long as that is renewed. A node counts its own by its monotonic clock and gives up
// before the servers do, so that no two hold the same.

import type { KV } from '@nats-io/kv';
import * as z from '../../contracts/schema.ts';
import type { Millis } from '../../contracts/time.ts';
import { canonicalJson } from '../canonical.ts';
import type { Clock } from '../clock.ts';
import { unlessChanged } from './locks.ts';
import { unanswered } from './server.ts';

const Held = z.strictObject({ node: z.string(), home: z.string() });
type Held = z.infer<typeof Held>;

export type Leases = {
  /** True when it is this node's now, also when it was before. */
  hold(name: string): Promise<boolean>;
  /** By this node, at this moment. */
  holds(name: string): boolean;
  /** For how long it was not renewed; without an end where this node does not hold it. */
  age(name: string): Millis;
  /** Which node has it; nothing where none has. */
  holder(name: string): Promise<string | undefined>;
  letGo(name: string): Promise<void>;
  onLost(listener: (name: string) => void): void;
  close(): void;
};

/** Given up when this part of the time has passed since the servers were last asked to renew it. */
const GIVEN_UP_AT = 0.8;
const RENEWED_AT = 0.25;

type Own = { revision: number; until: number };

export function leasesIn(bucket: KV, me: Held, lasts: Millis, clock: Pick<Clock, 'awake' | 'sleep'>): Leases {
  const now = clock.awake;
  const own = new Map<string, Own>();
  const listeners = new Set<(name: string) => void>();
  const value = canonicalJson(me);
  const fresh = (asked: Millis, revision: number): Own => ({ revision, until: asked + lasts * GIVEN_UP_AT });

  function lose(name: string): void {
    if (!own.delete(name)) return;
    for (const tell of listeners) tell(name);
  }

  async function renew(name: string, { revision }: Own): Promise<void> {
    const asked = now();
    try {
      const next = await unlessChanged(bucket.update(name, value, revision, lasts * RENEWED_AT));
      const mine = own.get(name);
      if (mine?.revision !== revision) return;
      // Renewed when it was over already: somebody may have seen that, and works under it no longer.
      if (next !== undefined && now() < mine.until) own.set(name, fresh(asked, next));
      else lose(name);
    } catch {
      // Not answered: the renewal may have counted, so its revision is asked for before the next one.
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
        // Over while this process stood still: whoever works under it is told before it is taken anew.
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
        // What an earlier process of this home held is ours.
        const there = await bucket.get(name);
        if (there?.operation !== 'PUT' || !isMine(there.value)) return false;
        const again = now();
        const revision = await unlessChanged(bucket.update(name, value, there.revision));
        if (revision === undefined) return false;
        own.set(name, fresh(again, revision));
        return true;
      } catch (error) {
        throw unanswered(error, `take the lease ${name}`);
      }
    },
    holds,
    age: (name) => now() - ((own.get(name)?.until ?? Number.NEGATIVE_INFINITY) - lasts * GIVEN_UP_AT),
    async holder(name) {
      const there = await bucket.get(name).catch((error: unknown) => {
        throw unanswered(error, `read the lease ${name}`);
      });
      return there?.operation === 'PUT' ? Held.parse(there.json()).node : undefined;
    },
    async letGo(name) {
      const lease = own.get(name);
      own.delete(name);
      if (lease) await unlessChanged(bucket.delete(name, { previousSeq: lease.revision }).then(() => 1)).catch(() => undefined);
    },
    onLost: (listener) => void listeners.add(listener),
    close: () => closing.abort(),
  };
}
