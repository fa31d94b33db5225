// The loop that keeps one stream going: one mailbox, strictly serial; append, fold, ask `next` again.
// There is no recovery in it: starting again is asking `next` again.

import { failureOf, MusterError } from '../../contracts/errors.ts';
import type { Actor, NewEvent, Recorded } from '../../contracts/event.ts';
import type { Instant } from '../../contracts/time.ts';
import { effectFailpoint, failpoint } from '../../runtime/failpoints.ts';
import type { OneStream } from '../../runtime/ledger/one-stream.ts';
import type { Wanted } from '../../skills/run/effect.ts';
import { difference, type Made, made } from './agenda.ts';
import { driftFrom } from './drift.ts';
import type { Heart, Loop, Trouble, World } from './heart.ts';
import { heldBy, tokenClaims } from './tokens.ts';

const PARK_FOR = 1_000;
const TRIES = 3;
const IDLE_FOR = 50;

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
    of: string;
  };
  type UnderWay = { key: string; subject: string; aborting: boolean; controller: AbortController; done: Promise<void> };

  const { stream, clock } = world;
  const mailbox: Message[] = [];
  const underWay = new Map<string, UnderWay>();
  const listeners = new Set<(state: State, events: readonly Recorded<Event>[]) => void>();
  const stopping = new AbortController();
  let state = initial;
  let busy: Promise<void> | undefined;
  let alarm = new AbortController();
  const driftAt = driftFrom(clock.now(), clock.awake());
  let halted = false;
  /** The last letter decided nothing; asking again at once would be asking for ever. */
  let idle = false;

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

  /** Idle again in the same breath in which it found nothing more: whatever comes after that wakes it anew. */
  async function work(): Promise<void> {
    await Promise.resolve();
    try {
      while (mailbox.length > 0) await readMailbox();
      if (!halted) reconcile();
    } finally {
      busy = undefined;
    }
  }

  async function readMailbox(): Promise<void> {
    for (let message = mailbox.shift(); message; message = mailbox.shift()) {
      if (halted) {
        message.settle?.reject(over());
        continue;
      }
      try {
        await hearOfJump();
        if (await handle(message)) message.settle?.resolve();
        else message.settle?.reject(over());
      } catch (error) {
        if (message.settle && error instanceof MusterError && error.class === 'user') message.settle.reject(error);
        else {
          message.settle?.reject(error);
          halt(error);
        }
      }
      underWay.delete(message.of);
    }
  }

  const over = (): MusterError =>
    new MusterError('stream-ended', `${stream.name} accepts nothing more`, 'The daemon is stopping or has set this run aside.');

  /** Before anything is decided by the time of day, its jumps are taken out of what it is compared with. */
  async function hearOfJump(): Promise<void> {
    const { jumped } = heart;
    if (!jumped) return;
    // Again, because it may sleep while the ledger refuses to hear of it.
    const drift = () => driftAt(clock.now(), clock.awake());
    for (let by = drift(); by !== 0; by = drift()) await handle(own(jumped(by), 'jump'));
  }

  const own = (input: Input, of: string): Message => ({ input, commandId: undefined, actor: heart.actor, settle: undefined, of });

  /** False when the loop was stopped while the ledger refused: then nothing of it was written. */
  async function handle(message: Message): Promise<boolean> {
    for (let tries = 1; ; ) {
      const at = clock.now();
      const events = heart.decide(state, message.input, at);
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
      const answer = await appendOrPark(commit);
      if (answer === undefined) return false;
      failpoint('lead.after-append');
      switch (answer.kind) {
        case 'appended':
          fold(answer.events);
          return true;
        case 'repeated':
          await reload();
          return true;
        case 'conflict':
          if (tries++ >= TRIES) {
            throw new MusterError(
              'version-conflict',
              `${stream.name} was written by another process ${TRIES} times in a row`,
              'A second daemon may be running on this home; see `muster doctor`.',
            );
          }
          await reload();
          // Decided anew at another time, and perhaps long after the first.
          await hearOfJump();
          break;
        case 'claim-held':
          throw heldBy(answer, message.commandId);
      }
    }
  }

  /** While the ledger refuses, the loop waits with its decision; undefined when it was stopped over it. */
  async function appendOrPark(commit: Parameters<OneStream<Event>['append']>[0]) {
    for (let parked = false; ; ) {
      try {
        const answer = await stream.append(commit);
        if (parked) onTrouble({ kind: 'unparked' });
        return answer;
      } catch (error) {
        if (!(error instanceof MusterError) || (error.code !== 'ledger-busy' && error.code !== 'io-failed')) throw error;
        if (!parked) onTrouble({ kind: 'parked', error });
        parked = true;
        await clock.sleep(PARK_FOR, stopping.signal);
        if (stopping.signal.aborted) return undefined;
      }
    }
  }

  async function reload(): Promise<void> {
    fold(await stream.read(state.seq));
  }

  function fold(events: readonly Recorded<Event>[]): void {
    state = events.reduce((it, event) => heart.evolve(it, event), state);
    for (const listener of listeners) listener(state, events);
  }

  function reconcile(): void {
    alarm.abort();
    const agenda = heart.next(state, clock.now());
    const { start, abort } = difference(agenda.wanted, [...underWay.values()]);
    for (const key of abort) {
      const one = underWay.get(key);
      if (!one) continue;
      one.aborting = true;
      one.controller.abort();
    }
    for (const one of start) begin(one);
    if (Number.isFinite(agenda.askAgainAt)) setAlarm(idle ? Math.max(agenda.askAgainAt, clock.now() + IDLE_FOR) : agenda.askAgainAt);
  }

  function begin(wanted: Wanted<Effect>): void {
    const controller = new AbortController();
    const { key, subject } = wanted;
    const done = carryOut(key, made(wanted), controller.signal);
    underWay.set(key, { key, subject, aborting: false, controller, done });
  }

  async function carryOut(key: string, effect: Made<Effect>, signal: AbortSignal): Promise<void> {
    // A tick first, so that what is begun is on the list before it can end.
    await Promise.resolve();
    let observation: Observation | { kind: 'failed'; failure: ReturnType<typeof failureOf> } | undefined;
    try {
      if (effect.kind === 'failed') throw effect.error;
      effectFailpoint(effect.order.kind, 'before');
      observation = await world.perform(effect.order, signal);
      effectFailpoint(effect.order.kind, 'after');
    } catch (error) {
      if (!signal.aborted) observation = { kind: 'failed', failure: failureOf(error) };
    }
    if (halted) return;
    if (observation === undefined) {
      underWay.delete(key);
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

  function halt(error: unknown): void {
    halted = true;
    alarm.abort();
    for (const one of underWay.values()) one.controller.abort();
    const fenced = error instanceof MusterError && error.code === 'epoch-fenced';
    onTrouble({ kind: fenced ? 'fenced' : 'stopped', error });
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
      alarm.abort();
      for (const one of underWay.values()) one.controller.abort();
      await busy;
      await Promise.allSettled([...underWay.values()].map((it) => it.done));
    },
  };
}
