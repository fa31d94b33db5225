// One process of a simulated host: it takes orders as the program does, and supervises each worker by the real rules. Its records
// are on its simulated disk.

import { localOf } from '../../../contracts/ids.ts';
import { timestamp } from '../../../contracts/time.ts';
import type { HostOrder } from '../../../contracts/work/hosted.ts';
import { SessionView } from '../../../contracts/work/session.ts';
import { orderOwnership } from '../../../daemon/fleet/host/order-ownership.ts';
import { superviseWorker } from '../../../daemon/fleet/host/supervise-worker.ts';
import type { WorkerContext } from '../../../daemon/fleet/host/worker-context.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { FaultPlan } from './fault-plan.ts';
import { VERSION } from './lead.ts';
import type { Machine } from './machines.ts';
import { workOf } from './perform.ts';
import type { Servers } from './servers.ts';
import { handOverOf, placeOf, workText } from './stage-work.ts';

export type HostDisk = { records: Map<string, HostOrder>; objects: Map<string, Buffer> };
export type Setup = {
  machine: Machine;
  disk: HostDisk;
  servers: Servers;
  faults: FaultPlan;
  lease: number;
  /** It hands work over; says whether the newest fence that it has seen allows that. */
  hands(key: string, may: boolean): void;
};

const SEATS = 2;
const AGENTS = ['ada', 'eve', 'bo'];
const ASKS_EVERY = 3_000;
const OFFERED_AT = 0.2;
const QUIET: Log = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, close: async () => {} };

export function beginHost({ machine, disk, servers, faults, lease, hands }: Setup): void {
  const process = machine.process();
  const { name, home } = machine;
  const { clock } = process;
  const places = servers.placesFor(process);
  const objects = servers.objectsFor(process, disk.objects);
  const handOver = handOverOf(machine, places, objects);
  const mayHand = new Set<string>();
  const said: typeof places.reports = {
    ...places.reports,
    report(it) {
      if (it.work) hands(it.view.key, mayHand.has(it.view.key));
      return places.reports.report(it);
    },
  };
  const busy = new Set<string>();
  const since = timestamp(clock.now());
  const never = new AbortController().signal;
  const around: WorkerContext = {
    ...{ end: { ...places, reports: said }, name, home: home.root, lease, clock, log: QUIET },
    host: {
      observe: async (keys) => machine.observe(keys).map((it) => SessionView.parse(it)),
      async stop(key) {
        await machine.stop(key);
        return machine.observe([key])[0];
      },
      keep: async (key, span) => machine.keep(key, span),
    },
    async launch({ key, run, dispatch, prompt, seat, stage }, left) {
      const text = (await objects.get(prompt.digest)).toString('utf8');
      const { bytes, lasts } = workOf(faults, key, text, seat.role);
      const works = stage ? { works: { path: placeOf(machine, run, key), text: workText(key) } } : {};
      machine.start({ key, writes: { at: 0, bytes, path: home.run(run).results(localOf(dispatch)).result }, ...works }, lasts);
      machine.keep(key, left());
      return { argv: ['worker'], model: 'none' };
    },
    handOver: {
      ...handOver,
      async newer(order) {
        const newer = await handOver.newer(order);
        if (newer) mayHand.delete(order.key);
        else mayHand.add(order.key);
        return newer;
      },
    },
    left: ({ key, run, dispatch }) => ({
      async now() {
        const session = machine.sessions.get(key);
        const file = machine.files.get(home.run(run).results(localOf(dispatch)).result);
        const mine = file && session?.writes.bytes === file.bytes ? await objects.put(file.bytes) : null;
        return { files: { result: mine, beat: null, errors: null }, output: Buffer.alloc(0), more: false, beat: null };
      },
    }),
  };

  const taking = orderOwnership(around);

  function begin(order: HostOrder, askedAt?: number): void {
    if (busy.has(order.key)) return;
    busy.add(order.key);
    void superviseWorker(order, around, never, askedAt).then((how) => {
      busy.delete(order.key);
      if (how === 'said') disk.records.delete(order.key);
    });
  }

  async function takeOne(agent: string): Promise<void> {
    if (busy.size >= SEATS) return;
    const given = await places.orders.next(agent, VERSION, ASKS_EVERY);
    if (!given) return;
    const { order, done, putBack } = given;
    if (busy.size >= SEATS) return putBack();
    if (!(await taking.accepts(given))) return;
    disk.records.set(order.key, order);
    const { ours, askedAt } = await taking.take(order.key);
    done();
    if (ours) begin(order, askedAt);
    else disk.records.delete(order.key);
  }

  async function every(span: number, what: () => Promise<unknown>): Promise<void> {
    while (process.alive()) {
      await what().catch(() => undefined);
      await clock.sleep(span, never);
    }
  }

  for (const order of disk.records.values())
    void taking.takeAgain(order.key, never).then((ours) => (ours ? begin(order) : disk.records.delete(order.key)));
  void every(lease * OFFERED_AT, () =>
    places.offers.offer({
      ...{ v: 1, host: name, home: home.root, version: VERSION, os: 'linux', agents: AGENTS, seats: SEATS },
      busy: Math.min(busy.size, SEATS),
      since,
    }),
  );
  for (const agent of AGENTS) void every(ASKS_EVERY, () => takeOne(agent));
}
