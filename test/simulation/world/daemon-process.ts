// One process of a simulated daemon: house and runs are the real ones, put together as the daemon does it. It may die at any append
// and any effect; whatever it was waiting for then never arrives.

import { MusterError } from '../../../contracts/errors.ts';
import type { EventIn, StreamName } from '../../../contracts/event.ts';
import type { HouseEvent } from '../../../contracts/house-event.ts';
import type { EffectContext } from '../../../daemon/effects/effect-context.ts';
import { completeReport } from '../../../daemon/effects/house/complete-report.ts';
import { lanesFor } from '../../../daemon/effects/house/lanes.ts';
import { performHouse } from '../../../daemon/effects/house/perform-house.ts';
import { openSlots } from '../../../daemon/effects/house/slots.ts';
import type { World as LoopWorld } from '../../../daemon/lead/decider.ts';
import type { HouseEffect, HouseObservation } from '../../../daemon/lead/house/effect.ts';
import { type House, openHouse } from '../../../daemon/process/house.ts';
import { openRuns, type Runs } from '../../../daemon/process/runs.ts';
import type { Appended, Commit } from '../../../runtime/ledger/ledger.ts';
import { streamIn } from '../../../runtime/ledger/one-stream.ts';
import { runSteps } from '../../../runtime/steps.ts';
import type { MusterEvents, MusterLedger } from '../../../skills/events.ts';
import { seatOf } from '../../../skills/run/state.ts';
import { contextOf } from '../simulated/context.ts';
import type { Failpoints } from '../simulated/disk.ts';
import { RUN } from './first-event.ts';
import { performIn } from './perform.ts';
import { type SimPoller, simPoller } from './poller.ts';
import { lookAt } from './result-files.ts';
import type { World } from './world.ts';

export type DaemonProcess = {
  runs: Runs;
  house: House | undefined;
  poller: SimPoller;
  /** All loops are running. */
  ready: boolean;
  die(): void;
};

const NEVER = new Promise<never>(() => {});

export function startDaemon(world: World, number: number): DaemonProcess {
  const { time, faults } = world;
  let alive = true;
  const clock = time.clock(() => alive);
  const takes = (span: number): Promise<void> => new Promise((resolve) => time.later(span, () => alive && resolve()));

  /** Where the daemon may die, by the name of the failpoint. */
  async function pass(point: string, subject: string): Promise<void> {
    const place = world.nth(`${point} ${subject}`);
    if (world.mustDie(point) || (alive && faults.strikes('kill', place))) {
      faults.record('kill', place, `the daemon is killed at ${point}`);
      daemon.die();
      world.startAgain();
    }
    if (!alive) await NEVER;
  }

  async function append<Name extends StreamName>(commit: Commit<MusterEvents, Name>): Promise<Appended<EventIn<MusterEvents, Name>>> {
    const decision = decisionOf(commit);
    await takes(world.random(world.nth(`append ${decision}`)).below(4));
    await pass('lead.before-append', decision);
    if (world.diskIsFull()) throw new MusterError('io-failed', 'the ledger cannot be written: database or disk is full', '');
    world.somebodyElse(commit, decision);
    const answer = await opened.append(commit);
    await pass('lead.after-append', decision);
    return answer;
  }

  const opened = world.ledger.open(number);
  const ledger: MusterLedger = { ...opened, append };

  const failpoints: Failpoints = {
    pass,
    async alive() {
      if (!alive) await NEVER;
    },
  };

  const remembered = new Map<string, number>();
  const poller = simPoller(
    time,
    () => alive,
    (key, cpu) => {
      const session = world.host.sessions.get(key);
      if (session && cpu) session.cpuAsked = true;
      return lookAt(time, world.host, world.desk, key, remembered);
    },
    (key) => remembered.delete(key),
  );
  const slots = openSlots();
  const quiet = () => {};
  const log = {
    error: (message: string, about?: object) => world.logged(message, (about as { error?: unknown })?.error),
    warn: quiet,
    info: quiet,
    debug: quiet,
    close: async () => {},
  };

  /** Common to all effects: each takes time and may fail, and the daemon may die before and after it. */
  async function carriedOut<Observation>(
    effect: { kind: string },
    subject: string,
    perform: () => Promise<Observation>,
  ): Promise<Observation> {
    const place = world.nth(subject);
    await takes(world.random(place).between(1, 30));
    await pass(`effect.${effect.kind}.before`, subject);
    if (faults.strikes('effect-failure', place)) {
      faults.record('effect-failure', place, `${subject} fails`);
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    }
    const observation = await perform();
    await pass(`effect.${effect.kind}.after`, subject);
    return observation;
  }

  const runs = openRuns({
    ledger,
    log,
    world: (run) => ({
      stream: streamIn(ledger, `run/${run}`),
      clock,
      inSlices: async (steps) => runSteps(steps),
      perform: (effect, signal) => carriedOut(effect, subjectOf(effect), () => performIn(world, run, context(), effect, signal)),
    }),
    adopt(state, dispatch, attempt, name) {
      const seat = seatOf(state, name);
      if (seat) slots.adopt(`${dispatch}.${attempt}`, lanesFor(seat, world.config));
    },
    freed: (session) => slots.free(session),
    rests: (run, rests) => void daemon.house?.post({ kind: 'rests', run, rests }).catch(() => undefined),
    endAside: async () => undefined,
    leads: undefined,
    endHere: async () => undefined,
    onFenced: () => world.fail('loops-go-on', 'a daemon was fenced off, and there is no other'),
    now: clock.now,
  });
  const context = (): EffectContext => {
    if (!daemon.house) throw new Error('an effect began before there was a house');
    const { house } = daemon;
    return contextOf(world, failpoints, { clock, ledger, log, poller, slots, house, folded: runs.folded });
  };

  const daemon: DaemonProcess = {
    runs,
    house: undefined,
    poller,
    ready: false,
    die() {
      alive = false;
      daemon.ready = false;
    },
  };

  /** Of the other run in this house, only its end is simulated. */
  function otherEnd(effect: HouseEffect): Promise<HouseObservation> | undefined {
    if (effect.kind !== 'await-end' || effect.run !== world.other?.run) return undefined;
    const { run, until } = world.other;
    return takes(until - time.now()).then(() => ({ kind: 'run-ended', run, stub: false, checks: [] }));
  }

  async function open(): Promise<void> {
    const perform = performHouse({
      host: world.host.door,
      clock,
      slots,
      runs,
      ledger,
      completeReport: (run) => completeReport(run, context()),
      house: world.houseState,
    });
    const house: LoopWorld<HouseEffect, HouseObservation, HouseEvent> = {
      stream: streamIn(ledger, 'house'),
      clock,
      inSlices: async (steps) => runSteps(steps),
      perform: (effect, signal) => carriedOut(effect, subjectOf(effect), () => otherEnd(effect) ?? perform(effect, signal)),
    };
    daemon.house = await openHouse(ledger, house, log, ({ kind }) => world.fail('loops-go-on', `the house is ${kind}`));
    await daemon.house.post({
      kind: 'started',
      epoch: number,
      pid: 1,
      version: 'simulated',
      maxConcurrentRuns: world.config.maxConcurrentRuns,
    });
    await runs.openAll(world.ledger.unfinished().map((it) => it.slice('run/'.length)));
    daemon.ready = true;
    world.opened(daemon);
  }

  open().catch((error: unknown) => world.fail('loops-go-on', `the daemon did not start: ${error}`));
  return daemon;
}

const subjectOf = (effect: object): string => {
  const { kind, dispatch, attempt, provider } = effect as { [key: string]: string | number | undefined };
  return short([kind, dispatch ?? provider, attempt].filter((it) => it !== undefined).join('.'));
};

/** The content of the decision, without the event's number, which changes with every other fault. */
const decisionOf = ({ stream, commandId }: Pick<Commit, 'stream' | 'commandId'>): string =>
  short(`${stream === 'house' ? 'house' : 'run'} ${commandId.replace(/^.*:\d+:/, '')}`);

const short = (text: string): string => text.replaceAll(`${RUN}.`, '');
