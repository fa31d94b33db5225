// The loop that drives one stream: one mailbox, strictly serial; append, fold, ask `next` again. It
// needs no recovery code: a restart just asks `next` again.

import { type Failure, failureOf, MusterError } from '../../contracts/errors.ts';
import type { NewEvent } from '../../contracts/event.ts';
import { effectFailpoint, failpoint } from '../../runtime/failpoints.ts';
import { inSlices } from '../../runtime/slices.ts';
import { isSteps, type MaybeSteps, type Steps } from '../../runtime/steps.ts';
import { type BuiltEffect, buildEffect, difference } from './agenda.ts';
import { alarmBy } from './alarm.ts';
import type { Decider, Loop, Trouble, World } from './decider.ts';
import { keepState, type Message, ownMessage } from './keep-state.ts';
import { effectsUnderWay } from './under-way.ts';

const IDLE_FOR = 50;

export function runLoop<
  State extends { seq: number },
  Input,
  Effect extends { kind: string },
  Observation,
  Event extends NewEvent = NewEvent,
>(
  decider: Decider<State, Input, Effect, Observation, Event>,
  world: World<Effect, Observation, Event>,
  initial: State,
  onTrouble: (trouble: Trouble) => void,
): Loop<State, Input, Event> {
  const { stream, clock, inSlices: slowly = inSlices } = world;
  const seen = seenBy(world, slowly);
  const mailbox: Message<Input>[] = [];
  const underWay = effectsUnderWay();
  const stopping = new AbortController();
  const keeper = keepState(decider, world, initial, { stopping: stopping.signal, onTrouble, slowly, failpoint });
  const alarm = alarmBy(clock);
  let busy: Promise<void> | undefined;
  let halted = false;

  // The mailbox: handle the messages one by one, then reconcile.

  function enqueue(message: Message<Input>): void {
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
        while (mailbox.length > 0) await takeNext();
        const fault = halted ? undefined : faultOf(reconcile);
        // Marked idle in the same step that found nothing more: anything that comes later wakes it again.
        if (fault) await concludeWith(fault.error);
      } while (mailbox.length > 0);
    } finally {
      busy = undefined;
    }
  }

  async function takeNext(): Promise<void> {
    const row = ownRow(mailbox);
    const together = halted ? 0 : await keeper.handleTogether(row).catch((error: unknown) => concludeWith(error).then(() => 0));
    for (const { of } of mailbox.splice(0, together)) underWay.forget(of);
    const next = together === 0 ? mailbox.shift() : undefined;
    if (next) await take(next);
  }

  async function take(message: Message<Input>): Promise<void> {
    if (halted) {
      message.settle?.reject(over());
      return;
    }
    try {
      await keeper.hearOfJump();
      if (await keeper.handle(message)) message.settle?.resolve();
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

  const own = (input: Input, of: string): Message<Input> => ownMessage(decider, input, of);

  // A fault of our own: the stream concludes with it if it can, and halts only if it cannot.

  async function concludeWith(error: unknown): Promise<void> {
    const concluded = decider.refused !== undefined && isOurFault(error) && (await conclude(decider.refused(failureOf(error))));
    if (concluded) onTrouble({ kind: 'refused', error });
    else halt(error);
  }

  /** False if there is nothing left to conclude, or if concluding is refused as well. */
  async function conclude(input: Input): Promise<boolean> {
    try {
      if (!(await keeper.handle(own(input, 'refused')))) return true;
    } catch {
      return false;
    }
    if (keeper.idle()) return false;
    mailbox.push(own(decider.tick, 'tick'));
    return true;
  }

  function halt(error: unknown): void {
    halted = true;
    alarm.cancel();
    underWay.abortAll();
    onTrouble({ kind: endOf(error), error });
  }

  // Reconciling: start what is wanted, abort what no longer is, and set the alarm for the next time.

  function reconcile(): void {
    alarm.cancel();
    const agenda = decider.next(keeper.state(), clock.now());
    const { start, abort } = difference(agenda.wanted, underWay.list());
    for (const key of abort) underWay.abort(key);
    for (const wanted of start) {
      const effect = buildEffect(wanted);
      underWay.begin(wanted.key, wanted.subject, (signal) => carryOut(wanted.key, effect, signal));
    }
    const { askAgainAt } = agenda;
    if (Number.isFinite(askAgainAt)) alarm.set(keeper.idle() ? Math.max(askAgainAt, clock.now() + IDLE_FOR) : askAgainAt, ring);
  }

  async function carryOut(key: string, effect: BuiltEffect<Effect>, signal: AbortSignal): Promise<void> {
    const observation = await seen(effect, signal);
    if (halted) return;
    if (observation === undefined) {
      underWay.forget(key);
      wake();
      return;
    }
    enqueue(own(decider.observed({ of: key, at: clock.now(), observation }), key));
  }

  function ring(): void {
    if (!halted) enqueue(own(decider.tick, 'tick'));
  }

  // Queued, so that the caller has the loop before its first effect starts.
  enqueue(own(decider.opened(initial, clock.now()), 'opened'));

  return {
    state: keeper.state,
    post: (input, from) =>
      new Promise((resolve, reject) => {
        enqueue({ input, commandId: from?.commandId, actor: from?.actor ?? decider.actor, settle: { resolve, reject }, of: 'command' });
      }),
    onChange: keeper.onChange,
    async stop() {
      stopping.abort();
      halted = true;
      alarm.cancel();
      underWay.abortAll();
      await busy;
      await underWay.ended();
    },
  };
}

/** The messages before the first command, whose sender waits for its outcome. */
function ownRow<Input>(mailbox: readonly Message<Input>[]): readonly Message<Input>[] {
  const order = mailbox.findIndex(({ settle, commandId }) => settle !== undefined || commandId !== undefined);
  return mailbox.slice(0, order < 0 ? mailbox.length : order);
}

/** Performs an effect and returns what it observed; undefined if it was aborted. */
function seenBy<Effect extends { kind: string }, Observation, Event extends NewEvent>(
  world: World<Effect, Observation, Event>,
  slowly: <T>(steps: Steps<T>) => Promise<T>,
) {
  const soon = async <T>(it: MaybeSteps<T>): Promise<T> => (isSteps(it) ? slowly(it) : it);
  return async (
    effect: BuiltEffect<Effect>,
    signal: AbortSignal,
  ): Promise<Observation | { kind: 'failed'; failure: Failure } | undefined> => {
    try {
      if (effect.kind === 'failed') throw effect.error;
      const order = await soon(effect.order);
      effectFailpoint(order.kind, 'before');
      const observation = await world.perform(order, signal);
      effectFailpoint(order.kind, 'after');
      return observation;
    } catch (error) {
      return signal.aborted ? undefined : { kind: 'failed', failure: failureOf(error) };
    }
  };
}

function endOf(error: unknown): 'fenced' | 'lost' | 'stopped' {
  const code = error instanceof MusterError ? error.code : undefined;
  return code === 'epoch-fenced' ? 'fenced' : code === 'lead-lost' ? 'lost' : 'stopped';
}

/** Synchronous on purpose: see the comment in `work`. */
function faultOf(step: () => void): { error: unknown } | undefined {
  try {
    step();
  } catch (error) {
    return { error };
  }
  return undefined;
}

/** Neither waiting nor another command would help: the rules decided something impossible, or could not decide. */
const isOurFault = (error: unknown): boolean =>
  !(error instanceof MusterError) || error.code === 'event-invalid' || error.code === 'event-illegal' || error.code === 'internal';
