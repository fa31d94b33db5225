// Every run in progress, each with its loop. A run that cannot be folded or continued is set aside and reported; the others continue.

import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import type { RunCommand } from '../../contracts/run/command.ts';
import type { ImpactAssessed } from '../../contracts/run/impact-events.ts';
import type { Note } from '../../contracts/run/run-event.ts';
import type { Instant } from '../../contracts/time.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { MusterLedger, RunRecord } from '../../skills/events.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import { isLive, RUN_REDUCER, type RunState } from '../../skills/run/state.ts';
import { waitsOnlyForPerson } from '../../skills/run/waiting-for-person.ts';
import type { Leads } from '../fleet/leads.ts';
import type { Loop, Trouble, World } from '../lead/decider.ts';
import { runLoop } from '../lead/loop.ts';
import type { RunInput, Waiting } from '../lead/run/decide-run.ts';
import { RUN_DECIDER } from '../lead/run/run-decider.ts';
import { restReporter } from './besides/resting.ts';
import { runEnds } from './besides/run-ends.ts';
import { foldRun, sharedFolds, snapshotsEvery } from './fold.ts';
import { deliverTo, noteAfterwards, onceByToken, orderAfterwards, recordAfterwards } from './orders.ts';

export type Runs = {
  /** Takes up a run; does nothing if it is in progress here or has ended. */
  open(run: string): Promise<void>;
  openAll(runs: readonly string[]): Promise<void>;
  state(run: string): RunState;
  /** From its loop while it is in progress, otherwise from the ledger. */
  folded(run: string): Promise<RunState>;
  order(run: string, command: RunCommand, from: { commandId: string; actor: Actor }): Promise<void>;
  /** Records a command by someone who may not give it. */
  forbid(run: string, command: RunCommand, why: string, from: { commandId: string; actor: Actor }): Promise<void>;
  /** Records which artifacts have changed inputs; works for ended runs too. */
  assessed(run: string, impact: ImpactAssessed): Promise<void>;
  /** Adds a note about something outside the run; works for ended runs too. */
  tell(run: string, note: Note): Promise<void>;
  /** Records what holds up a worker of a run that is in progress here. */
  waits(run: string, waiting: Waiting): Promise<void>;
  untilEnded(run: string, signal: AbortSignal): Promise<void>;
  atWork(): string[];
  setAside(): ReadonlyMap<string, string>;
  parked(): boolean;
  stop(): Promise<void>;
};

export type RunsOptions = {
  ledger: MusterLedger;
  log: Log;
  world(run: string): World<RunEffect, RunObservation, RunEvent>;
  /** Gives a slot to a session that is already running, before anything new starts. */
  adopt(state: RunState, dispatch: string, attempt: number, seat: string): void;
  freed(session: string): void;
  /** Ends a session whose run another node leads. */
  endHere(session: string): Promise<void>;
  /** A run waits for a person, or no longer does; repeated whenever the run is taken up. */
  rests(run: string, rests: boolean): void;
  /** A person ends a run that was set aside. */
  endAside(run: string, how: { why: string; reason: string }, from: { commandId: string; actor: Actor }): Promise<void>;
  onFenced(): void;
  now(): Instant;
  /** In a fleet: which runs are this node's to lead. */
  leads: Leads | undefined;
};

const SNAPSHOT_EVERY = 200;

export function openRuns({ ledger, log, world, adopt, freed, endHere, rests, endAside, onFenced, now, leads }: RunsOptions): Runs {
  const loops = new Map<string, Loop<RunState, RunInput, RunEvent>>();
  const aside = new Map<string, string>();
  const parked = new Set<string>();
  const losing = new Set<string>();
  const resting = restReporter(rests);
  const ends = runEnds();
  const foldedTogether = sharedFolds(ledger);
  const keepSnapshot = snapshotsEvery(SNAPSHOT_EVERY, RUN_REDUCER, ledger, log);
  let stopping = false;

  const folded = async (run: string): Promise<RunState> => loops.get(run)?.state() ?? foldedTogether(run);

  async function open(run: string): Promise<void> {
    const state = await taken(run);
    if (state) begin(state);
  }

  /** Running sessions of all runs get their slots before any run starts something new. */
  async function openAll(all: readonly string[]): Promise<void> {
    const states: RunState[] = [];
    for (const run of all) {
      const state = await taken(run);
      if (state) states.push(state);
    }
    for (const state of states) for (const it of livingIn(state)) adopt(state, it.dispatch, it.attempt, it.seat);
    for (const state of states) begin(state);
  }

  /** The state of a run to continue; undefined if it is already in progress, has ended or is broken. */
  async function taken(run: string): Promise<RunState | undefined> {
    if (loops.has(run) || losing.has(run) || aside.has(run) || stopping) return undefined;
    try {
      const state = await foldRun(ledger, run);
      if (state.life.kind === 'ended') return undefined;
      return leads ? await leads.take(state) : state;
    } catch (error) {
      if (isNotYet(error) || (leads && isOfServers(error))) return undefined;
      setAside(run, error);
      return undefined;
    }
  }

  function begin(initial: RunState): void {
    const run = initial.id;
    if (loops.has(run) || stopping) return;
    const loop = runLoop(RUN_DECIDER, world(run), initial, (trouble) => onTrouble(run, trouble));
    loops.set(run, loop);
    loop.onChange((state, events) => onChange(run, state, events));
    resting.tell(run, waitsOnlyForPerson(initial), 'anew');
  }

  function onChange(run: string, state: RunState, events: readonly RunRecord[]): void {
    for (const event of events) {
      if (event.type === 'attempt.ended') freed(`${event.payload.dispatch}.${event.payload.attempt}`);
      if (event.type === 'effect.failed') log.warn('an effect failed and will be retried', { run, ...event.payload });
    }
    keepSnapshot(`run/${run}`, state, events.length);
    resting.tell(run, waitsOnlyForPerson(state));
    if (state.life.kind === 'ended') void leave(run);
  }

  async function leave(run: string): Promise<void> {
    const loop = loops.get(run);
    await loop?.stop();
    loops.delete(run);
    ends.came(run);
    log.info('run ended', { run });
  }

  function onTrouble(run: string, trouble: Trouble): void {
    switch (trouble.kind) {
      case 'parked':
        parked.add(run);
        log.error('the ledger cannot be written; nothing new is started', { run, error: trouble.error });
        return;
      case 'refused':
        log.error('a decision of this run was refused; it concludes as failed', { run, error: trouble.error });
        return;
      case 'unparked':
        parked.delete(run);
        return;
      case 'stopped':
        loops.delete(run);
        setAside(run, trouble.error);
        return;
      case 'lost':
        void lose(run);
        return;
      case 'fenced':
        onFenced();
    }
  }

  function setAside(run: string, error: unknown): void {
    aside.set(run, error instanceof Error ? error.message : String(error));
    log.error('run set aside', { run, error });
    ends.came(run);
  }

  /** Another node may lead the run now: everything started here is ended. */
  async function lose(run: string): Promise<void> {
    const loop = loops.get(run);
    if (!loop) return;
    losing.add(run);
    loops.delete(run);
    parked.delete(run);
    log.warn('this node leads a run no longer; its workers here are ended', { run });
    await endLiving(loop, endHere).finally(() => losing.delete(run));
  }

  leads?.onLost((run) => void lose(run));
  leads?.onEnded((run) => ends.came(run));

  return {
    open,
    openAll,
    folded,
    state(run) {
      const loop = loops.get(run);
      if (!loop) throw new MusterError('internal', `${run} is not active`, 'Please report this.');
      return loop.state();
    },
    ...ordersTo({ open, loops, aside, ledger, log, leads, endAside, now }),
    ...seenOutside({ loops, ledger, leads, now }),
    async untilEnded(run, signal) {
      await open(run);
      if (!loops.has(run) && (aside.has(run) || !(await (leads ? isUnended : isUnknown)(ledger, run)))) return;
      await ends.until(run, signal);
    },
    atWork: () => [...loops.keys()],
    setAside: () => aside,
    parked: () => parked.size > 0,
    async stop() {
      stopping = true;
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}

type Outside = Pick<Ordered, 'loops' | 'ledger' | 'leads' | 'now'>;

/** Records things seen outside a run, whether it is in progress or has ended. */
const seenOutside = ({ loops, ledger, leads, now }: Outside): Pick<Runs, 'assessed' | 'tell' | 'waits'> => ({
  async assessed(run, impact) {
    if (!(await deliverTo(loops.get(run), { kind: 'assessed', impact }))) await recordAfterwards(ledger, run, impact, now());
  },
  async tell(run, note) {
    if (!(await deliverTo(loops.get(run), { kind: 'told', note }))) await noteAfterwards(ledger, run, note, now(), leads);
  },
  async waits(run, waiting) {
    await deliverTo(loops.get(run), { kind: 'waits', ...waiting });
  },
});

type Ordered = Pick<RunsOptions, 'ledger' | 'log' | 'leads' | 'endAside' | 'now'> & {
  open(run: string): Promise<void>;
  loops: ReadonlyMap<string, Loop<RunState, RunInput, RunEvent>>;
  aside: Map<string, string>;
};

function ordersTo({ open, loops, aside, ledger, log, leads, endAside, now }: Ordered): Pick<Runs, 'order' | 'forbid'> {
  /** A run that was set aside can only be ended, as it stands. */
  async function endOnly(run: string, why: string, command: RunCommand, from: { commandId: string; actor: Actor }): Promise<void> {
    if (command.kind !== 'abort')
      throw new MusterError('command-refused', `${run} was set aside: ${why}`, `To end this run: muster abort ${run}`);
    await endAside(run, { why, reason: command.reason }, from);
    aside.delete(run);
    log.info('a run that was set aside was ended', { run });
  }

  return {
    async order(run, command, from) {
      await open(run);
      const loop = loops.get(run);
      const given = () => deliverTo(loop, { kind: 'command', command }, from);
      if (loop && (await onceByToken(ledger, run, command, from.commandId, given))) return;
      const why = aside.get(run);
      if (why !== undefined) return endOnly(run, why, command, from);
      const state = await foldRun(ledger, run);
      if (leads && state.life.kind !== 'ended') throw await leads.elsewhere(run);
      if (command.kind === 'note' || command.kind === 'forget') return orderAfterwards(ledger, state, command, from, now());
      await onceByToken(ledger, run, command, from.commandId, () => Promise.reject(hasEnded(state)));
    },
    async forbid(run, command, why, from) {
      await open(run);
      await deliverTo(loops.get(run), { kind: 'forbidden', command, why }, from);
    },
  };
}

async function isUnended(ledger: MusterLedger, run: string): Promise<boolean> {
  return (await ledger.streams({ ended: false })).some((it) => it.stream === `run/${run}`);
}

const isUnknown = async (ledger: MusterLedger, run: string): Promise<boolean> => (await ledger.read(`run/${run}`, 0, 1)).length === 0;

/** Its folder exists before its first event: a caller that asks now will find it a moment later. */
const isNotYet = (error: unknown): boolean => error instanceof MusterError && error.code === 'run-unknown';

/** The fleet's servers do not answer now; the run is asked for again later. */
const isOfServers = (error: unknown): boolean =>
  error instanceof MusterError && (error.code === 'ledger-busy' || error.code === 'fleet-unreachable');

const hasEnded = ({ id, life }: RunState): MusterError =>
  new MusterError('command-refused', `${id} has ended (${life.kind === 'ended' ? life.outcome : 'unknown'})`, '`muster show` shows how.');

/** The run must not be taken up again meanwhile, or the workers of its next loop would be ended too. */
async function endLiving(loop: Loop<RunState, RunInput, RunEvent>, endHere: RunsOptions['endHere']): Promise<void> {
  const living = livingIn(loop.state());
  await loop.stop();
  for (const { dispatch, attempt } of living) await endHere(`${dispatch}.${attempt}`);
}

/** Sessions that are already running. */
const livingIn = (state: RunState): { dispatch: string; attempt: number; seat: string }[] =>
  state.dispatches.flatMap(({ id, seat, attempts }) =>
    attempts.filter((it) => isLive(it) && it.state !== 'starting').map(({ n }) => ({ dispatch: id, attempt: n, seat })),
  );
