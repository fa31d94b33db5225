// The servers of a simulated fleet, in memory: the journal, the buckets, the orders, the reports of hosts, and the objects. They
// answer as JetStream does; the protocols on top of them are the real ones.

import { JetStreamApiError } from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import { MusterError } from '../../../contracts/errors.ts';
import { Fence } from '../../../contracts/work/fence.ts';
import type { HostOrder, HostReport, OfferedHost } from '../../../contracts/work/hosted.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { fencesIn } from '../../../runtime/fleet/hosts/fences.ts';
import type { HostStreams } from '../../../runtime/fleet/hosts/open.ts';
import { ordersIn } from '../../../runtime/fleet/hosts/orders.ts';
import type { Journal, Message } from '../../../runtime/fleet/journal.ts';
import { requestFailure } from '../../../runtime/fleet/server.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { Time } from '../world/time.ts';
import type { Process } from './machines.ts';
import type { Net } from './net.ts';

export type Published = Message & { by: string };

export type Servers = {
  journal: Published[];
  objects: Map<string, Buffer>;
  /** The reports about each session, with their times. */
  said: Map<string, { said: HostReport; at: number }[]>;
  journalFor(by: Process): Journal;
  /** The current fence of a workplace. */
  fence(place: string): Fence | undefined;
  bucketFor(by: Process, name: 'locks' | 'leases' | 'taken' | 'fences'): KV;
  placesFor(by: Process): HostStreams;
  objectsFor(by: Process, own: Map<string, Buffer>): Objects;
};

type Setup = { time: Time; net: Net; lease: number; published(message: Published): void };
type Entry = { value: Buffer; revision: number; at: number };

const AT_ONCE = 100;
/** After this time, an order that nobody has taken is delivered to another host. */
const GIVEN_AGAIN_AFTER = 15_000;

/** In the words of the servers. */
const wrongLast = (): Error => new JetStreamApiError({ code: 400, err_code: 10071, description: 'wrong last sequence' });

export function serversIn({ time, net, lease, published }: Setup): Servers {
  const journal: Published[] = [];
  const newest = new Map<string, number>();
  const buckets = new Map<string, Map<string, Entry>>();
  const objects = new Map<string, Buffer>();
  const said: Servers['said'] = new Map();
  const offers = new Map<string, { offer: OfferedHost; at: number }>();
  const orders: { order: HostOrder; queue: string; givenAt: number; done: boolean }[] = [];
  let revision = 0;

  function journalFor(by: Process): Journal {
    return {
      async publish(subject, bytes, after) {
        try {
          const position = await net.ask(by, 'publish', () => {
            if ((newest.get(subject) ?? 0) !== after) throw wrongLast();
            const message = { position: journal.length + 1, subject, bytes, by: by.machine.name };
            journal.push(message);
            newest.set(subject, message.position);
            published(message);
            net.tell();
            return message.position;
          });
          return { kind: 'stored', position };
        } catch (error) {
          return error instanceof JetStreamApiError ? { kind: 'overtaken' } : { kind: 'unknown', error };
        }
      },
      newest: (subject) =>
        net.ask(by, 'newest', () => newest.get(subject) ?? 0).catch((error) => Promise.reject(requestFailure(error, `read ${subject}`))),
      end: () => net.ask(by, 'end', () => journal.length).catch((error) => Promise.reject(requestFailure(error, 'ask where it ends'))),
      follow(after, take) {
        let stopped = false;
        void (async () => {
          for (let position = after; !stopped && by.alive(); ) {
            if (net.isCut(by.machine.name) || journal.length <= position) await net.news(by);
            if (stopped || net.isCut(by.machine.name)) continue;
            const batch = journal.slice(position, position + AT_ONCE);
            if (batch.length === 0) continue;
            await take(batch);
            position += batch.length;
          }
        })();
        return {
          async stop() {
            stopped = true;
          },
        };
      },
    };
  }

  function bucketFor(by: Process, name: string): KV {
    const lasts = name === 'leases' ? lease : Number.POSITIVE_INFINITY;
    const entries = buckets.get(name) ?? new Map<string, Entry>();
    buckets.set(name, entries);
    const at = (key: string): Entry | undefined => {
      const entry = entries.get(key);
      return entry && time.now() - entry.at < lasts ? entry : undefined;
    };
    const put = (key: string, value: string): number => {
      entries.set(key, { value: Buffer.from(value), revision: ++revision, at: time.now() });
      return revision;
    };
    const ask = <T>(what: string, there: () => T): Promise<T> => net.ask(by, `${name} ${what}`, there);
    const changes: Pick<KV, 'create' | 'update' | 'get' | 'delete'> = {
      create: (key, value) =>
        ask('create', () => {
          if (at(key)) throw wrongLast();
          return put(key, String(value));
        }),
      update: (key, value, version) =>
        ask('update', () => {
          if (at(key)?.revision !== version) throw wrongLast();
          return put(key, String(value));
        }),
      get: (key) =>
        ask('get', () => {
          const entry = at(key);
          if (!entry) return null;
          const json = (): unknown => JSON.parse(entry.value.toString('utf8'));
          return { ...entry, key, operation: 'PUT', json } as unknown as Awaited<ReturnType<KV['get']>>;
        }),
      delete: (key, options) =>
        ask('delete', () => {
          if (options?.previousSeq !== undefined && at(key)?.revision !== options.previousSeq) throw wrongLast();
          entries.delete(key);
        }),
    };
    return changes as KV;
  }

  const queueOf = (agent: string, version: string): string => `${version} ${agent}`;

  function placesFor(by: Process): HostStreams {
    const none = undefined as never;
    const { take, taken, stop } = ordersIn(none, none, bucketFor(by, 'taken'));
    return {
      orders: {
        ...{ take, taken, stop },
        give: (order, version) =>
          net
            .ask(by, 'give', () => {
              orders.push({ order, queue: queueOf(order.seat.agent, version), givenAt: Number.NEGATIVE_INFINITY, done: false });
              net.tell();
            })
            .catch((error) => Promise.reject(requestFailure(error, `offer ${order.key}`))),
        async next(agent, version) {
          const found = await net.ask(by, 'next', () => {
            const next = orders.find(
              (it) => it.queue === queueOf(agent, version) && !it.done && time.now() - it.givenAt > GIVEN_AGAIN_AFTER,
            );
            if (next) next.givenAt = time.now();
            return next;
          });
          if (!found) return undefined;
          const told = (what: () => void): void => void net.ask(by, 'settle', what).catch(() => undefined);
          return {
            order: found.order,
            done: () => told(() => Object.assign(found, { done: true })),
            putBack: () => told(() => Object.assign(found, { givenAt: Number.NEGATIVE_INFINITY })),
          };
        },
      },
      fences: fencesIn(bucketFor(by, 'fences')),
      offers: {
        list: () => net.ask(by, 'list', () => [...offers.values()].filter((it) => time.now() - it.at < lease).map((it) => it.offer)),
        offer: (offer) =>
          net.ask(by, 'offer', () => {
            offers.set(offer.host, { offer, at: time.now() });
            return true;
          }),
        withdraw: (host) => net.ask(by, 'withdraw', () => void offers.delete(host)),
        isWithdrawn: (host) => net.ask(by, 'ask-withdrawn', () => !offers.has(host)),
      },
      reports: {
        report: (it) =>
          net.ask(by, 'say', () => {
            const { key } = it.view;
            said.set(key, [...(said.get(key) ?? []), { said: it, at: time.now() }]);
            net.tell();
          }),
        last: (key) => net.ask(by, 'last', () => said.get(key)?.at(-1)?.said),
        async follow(key, { host, home }, { take, trouble }, signal) {
          for (let position = 0; !signal.aborted && by.alive(); ) {
            const next = net.isCut(by.machine.name) ? undefined : said.get(key)?.[position];
            if (!next) {
              await net.news(by);
              continue;
            }
            if (next.said.host !== host || next.said.home !== home) throw new Error(`${key} is reported by ${next.said.host}`);
            // A report that could not be processed is delivered again.
            const took = await take(next.said, next.at).then(
              () => true,
              (error: unknown) => void trouble({ kind: 'not-taken', error }),
            );
            if (took) trouble(undefined);
            if (took) position++;
            else await by.clock.sleep(500, signal);
          }
        },
      },
    };
  }

  return {
    ...{ journal, objects, said, journalFor, bucketFor, placesFor },
    fence(place) {
      const entry = buckets.get('fences')?.get(place);
      return entry && Fence.parse(JSON.parse(entry.value.toString('utf8')));
    },
    objectsFor: (by, own) => ({
      async put(bytes) {
        const digest = digestOf(bytes);
        own.set(digest, Buffer.from(bytes));
        try {
          await net.ask(by, 'put', () => void objects.set(digest, Buffer.from(bytes)));
        } catch (error) {
          throw requestFailure(error, `keep the object ${digest}`);
        }
        return digest;
      },
      async get(digest) {
        const mine = own.get(digest);
        if (mine) return mine;
        const found = await net
          .ask(by, 'object', () => objects.get(digest))
          .catch((error) => Promise.reject(requestFailure(error, 'fetch')));
        if (!found) throw new MusterError('object-missing', `no object ${digest}`, '');
        own.set(digest, found);
        return found;
      },
      has: async (digest) => own.has(digest) || objects.has(digest),
      remove: async (digest) => void own.delete(digest),
    }),
  };
}
