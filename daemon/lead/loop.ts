// The loop that keeps one stream going: one mailbox, strictly serial; append, fold, ask `next` again.
// There is no recovery in it: starting again is asking `next` again.

import { type Failure, failureOf, MusterError } from '../../contracts/errors.ts';
import type { Actor, NewEvent, Recorded } from '../../contracts/event.ts';
import type { Instant } from '../../contracts/time.ts';
import { effectFailpoint, failpoint } from '../../runtime/failpoints.ts';
import { inSlices } from '../../runtime/slices.ts';
import { isSteps, reduceSteps, type Soon } from '../../runtime/steps.ts';
import { difference, type Made, made } from './agenda.ts';
import { appendPatiently } from './append-patiently.ts';
import { driftFrom } from './drift.ts';
import type { Heart, Loop, Trouble, World } from './heart.ts';
import { heldBy, tokenClaims } from './tokens.ts';
import { effectsUnderWay } from './under-way.ts';

const TRIES = 3;
const IDLE_FOR = 50;
const SUPERSEDED = new Error('another alarm is set'); // Made once: alarms are set often, and a stack costs more than all else of it.

export function runLoop<
  State extends { seq: number },
  Input,
  Effect extends { kind: string },
  Observation,
  Event extends NewEvent = NewEvent,
>(
  heart: Heart<State, Input, Effect, Observation, Event>,
  world: World<Effect, Observation, Event>,
  initial: State,
  onTrouble: (trouble: Trouble) => void,
): Loop<State, Input, Event> {
  type Message = {
    input: Input;
    commandId: string | undefined;
    actor: Actor;
    settle: { resolve(): void; reject(error: unknown): void } | undefined;
    /** The key of the effect that it comes from, where it comes from one. */
    of: string;
  };

  const { stream, clock, inSlices: slowly = inSlices } = world;
  const soon = async <T>(it: Soon<T>): Promise<T> => (isSteps(it) ? slowly(it) : it);
  const mailbox: Message[] = [];
  const underWay = effectsUnderWay();
  const listeners = new Set<(state: State, events: readonly Recorded<Event>[]) => void>();
  const stopping = new AbortController();
  const patience = { clock, stopping: stopping.signal, onTrouble };
  const driftAt = driftFrom(clock.now(), clock.awake());
  let state = initial;
  let busy: Promise<void> | undefined;
  let alarm = new AbortController();
  let halted = false;
  /** The last message decided nothing; asking again at once would be asking for ever. */
  let idle = false;

  // The mailbox: one message after the other, then a look at what is to be done.

  function enqueue(message: Message): void {
    if (halted) {
      message.settle?.reject(over());
      return;
    }
    mailbox.push(message);
    wake();
  }

  function wake(): void {
    busy ??= work();
  }

  async function work(): Promise<void> {
    await Promise.resolve();
    try {
      do {
        for (let message = mailbox.shift(); message; message = mailbox.shift()) await take(message);
        const fault = halted ? undefined : faultOf(reconcile);
        // Idle again in the same breath in which it found nothing more: whatever comes after that wakes it anew.
        if (fault) await concludeWith(fault.error);
      } while (mailbox.length > 0);
    } finally {
      busy = undefined;
    }
  }

  async function take(message: Message): Promise<void> {
    if (halted) {
      message.settle?.reject(over());
      return;
    }
    try {
      await hearOfJump();
      if (await handle(message)) message.settle?.resolve();
      else message.settle?.reject(over());
    } catch (error) {
      message.settle?.reject(error);
      const theirs = message.settle !== undefined && error instanceof MusterError && error.class === 'user';
      if (!theirs) await concludeWith(error);
    }
    underWay.forget(message.of);
  }

  const over = (): MusterError =>
    new MusterError('stream-ended', `${stream.name} accepts nothing more`, 'The daemon is stopping or has set this run aside.');

  const own = (input: Input, of: string): Message => ({ input, commandId: undefined, actor: heart.actor, settle: undefined, of });

  // A decision: made, appended, folded.

  /** Before anything is decided by the time of day, its jumps are taken out of what it is compared with. */
  async function hearOfJump(): Promise<void> {
    const { jumped } = heart;
    if (!jumped) return;
    // Again, because it may sleep while the ledger refuses to hear of it.
    const drift = () => driftAt(clock.now(), clock.awake());
    for (let by = drift(); by !== 0; by = drift()) await handle(own(jumped(by), 'jump'));
  }

  /** False when the loop was stopped while the ledger refused: then nothing of it was written. */
  async function handle(message: Message): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const at = clock.now();
      const events = await soon(heart.decide(state, message.input, at));
      idle = events.length === 0;
      if (idle) return true;
      const commit = {
        expectedSeq: state.seq,
        commandId: message.commandId ?? `${stream.name}:${state.seq}:${message.of}`,
        actor: message.actor,
        at,
        events,
        claims: [...heart.claims(state, events), ...tokenClaims(message.commandId, stream.name)],
      };
      failpoint('lead.before-append');
      const answer = await appendPatiently(stream, commit, patience);
      if (answer === undefined) return false;
      failpoint('lead.after-append');
      switch (answer.kind) {
        case 'appended':
          await fold(answer.events);
          return true;
        case 'repeated':
          await reload();
          return true;
        case 'conflict':
          if (tries >= TRIES) throw tooManyConflicts(stream.name);
          await reload();
          // Decided anew at another time, and perhaps long after the first.
          await hearOfJump();
          break;
        case 'claim-held':
          throw heldBy(answer, message.commandId);
      }
    }
  }

  async function reload(): Promise<void> {
    await fold(await stream.read(state.seq));
  }

  async function fold(events: readonly Recorded<Event>[]): Promise<void> {
    state = await slowly(reduceSteps(events, heart.evolve, state));
    for (const listener of listeners) listener(state, events);
  }

  // A fault of our own: the stream concludes with it where it can, and stands still only where it cannot.

  async function concludeWith(error: unknown): Promise<void> {
    const concluded = heart.refused !== undefined && isOurFault(error) && (await conclude(heart.refused(failureOf(error))));
    if (concluded) onTrouble({ kind: 'refused', error });
    else halt(error);
  }

  /** False when there is nothing to conclude any more, or when that is refused as well. */
  async function conclude(input: Input): Promise<boolean> {
    try {
      if (!(await handle(own(input, 'refused')))) return true;
    } catch {
      return false;
    }
    if (idle) return false;
    mailbox.push(own(heart.tick, 'tick'));
    return true;
  }

  function halt(error: unknown): void {
    halted = true;
    alarm.abort(SUPERSEDED);
    underWay.abortAll();
    const fenced = error instanceof MusterError && error.code === 'epoch-fenced';
    onTrouble({ kind: fenced ? 'fenced' : 'stopped', error });
  }

  // What is to be done: begun, or aborted, or waited for.

  function reconcile(): void {
    alarm.abort(SUPERSEDED);
    const agenda = heart.next(state, clock.now());
    const { start, abort } = difference(agenda.wanted, underWay.list());
    for (const key of abort) underWay.abort(key);
    for (const wanted of start) {
      const effect = made(wanted);
      underWay.begin(wanted.key, wanted.subject, (signal) => carryOut(wanted.key, effect, signal));
    }
    if (Number.isFinite(agenda.askAgainAt)) setAlarm(idle ? Math.max(agenda.askAgainAt, clock.now() + IDLE_FOR) : agenda.askAgainAt);
  }

  async function carryOut(key: string, effect: Made<Effect>, signal: AbortSignal): Promise<void> {
    let observation: Observation | { kind: 'failed'; failure: Failure } | undefined;
    try {
      if (effect.kind === 'failed') throw effect.error;
      const order = await soon(effect.order);
      effectFailpoint(order.kind, 'before');
      observation = await world.perform(order, signal);
      effectFailpoint(order.kind, 'after');
    } catch (error) {
      if (!signal.aborted) observation = { kind: 'failed', failure: failureOf(error) };
    }
    if (halted) return;
    if (observation === undefined) {
      underWay.forget(key);
      wake();
      return;
    }
    enqueue(own(heart.observed({ of: key, at: clock.now(), observation }), key));
  }

  function setAlarm(at: Instant): void {
    const mine = new AbortController();
    alarm = mine;
    void clock.sleepUntil(at, mine.signal).then(() => {
      if (!mine.signal.aborted && !halted) enqueue(own(heart.tick, 'tick'));
    });
  }

  // The first look at what is to be done happens after the caller has the loop in hand.
  enqueue(own(heart.opened(initial, clock.now()), 'opened'));

  return {
    state: () => state,
    post: (input, from) =>
      new Promise((resolve, reject) => {
        enqueue({ input, commandId: from?.commandId, actor: from?.actor ?? heart.actor, settle: { resolve, reject }, of: 'command' });
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopping.abort();
      halted = true;
      alarm.abort(SUPERSEDED);
      underWay.abortAll();
      await busy;
      await underWay.ended();
    },
  };
}

/** Without a promise between: see where it is asked. */
function faultOf(step: () => void): { error: unknown } | undefined {
  try {
    step();
  } catch (error) {
    return { error };
  }
  return undefined;
}

/** What no waiting and no other order would change: the rules decided something that cannot be, or could not decide. */
const isOurFault = (error: unknown): boolean =>
  !(error instanceof MusterError) || error.code === 'event-invalid' || error.code === 'event-illegal' || error.code === 'internal';

const tooManyConflicts = (stream: string): MusterError =>
  new MusterError(
    'version-conflict',
    `${stream} was written by somebody else ${TRIES} times in a row`,
    'Is a second daemon at work on this home? `muster doctor` tells.',
  );
