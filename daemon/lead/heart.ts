// What a loop is made of: the pure part of its stream, the world in which it acts, and what it says of itself.

import type { Failure } from '../../contracts/errors.ts';
import type { Actor, NewEvent, Recorded } from '../../contracts/event.ts';
import type { Instant, Millis } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ClaimChange } from '../../runtime/ledger/ledger.ts';
import type { OneStream } from '../../runtime/ledger/one-stream.ts';
import type { Soon, Steps } from '../../runtime/steps.ts';
import type { Observed } from '../../skills/run/effect.ts';
import type { Agenda } from './run/next-run.ts';

/** The pure part of a stream. */
export type Heart<State, Input, Effect, Observation, Event extends NewEvent = NewEvent> = {
  actor: Actor;
  reducer: number;
  evolve(state: State, event: Recorded<Event>): State;
  /** The same for some events at once, where that is less work. */
  evolveAll?(state: State, events: readonly Recorded<Event>[]): State;
  decide(state: State, input: Input, at: Instant): Soon<Event[]>;
  next(state: State, now: Instant): Agenda<Effect>;
  observed(observed: Observed<Observation | { kind: 'failed'; failure: Failure }>): Input;
  tick: Input;
  /** A decision was refused, by the rules themselves or by the ledger: what the stream concludes with. Without it the stream stands still. */
  refused?(failure: Failure): Input;
  /** The first thing a loop decides: on the state that it took up, and when. */
  opened(state: State, at: Instant): Input;
  /** The time of day jumped. A stream that has no working time of its own need not hear of it. */
  jumped?(by: Millis): Input;
  /** Ownerships that go with these events. */
  claims(state: State, events: readonly Event[]): ClaimChange[];
  /** Whether an observation that would take this claim is made once more where another has it by now, and then finds that one. */
  seeksAgain?(claim: string): boolean;
};

export type World<Effect, Observation, Event extends NewEvent = NewEvent> = {
  stream: OneStream<Event>;
  clock: Clock;
  perform(effect: Effect, signal: AbortSignal): Promise<Observation>;
  /** How what takes long is driven, where time is not the machine's. */
  inSlices?<T>(steps: Steps<T>): Promise<T>;
};

export type Trouble =
  /** The ledger refuses; the loop waits and tries the same decision again. */
  | { kind: 'parked'; error: unknown }
  | { kind: 'unparked' }
  /** A decision was refused, and the stream concludes for that reason. */
  | { kind: 'refused'; error: unknown }
  /** The stream is set aside until the daemon starts again; its workers are left alone. */
  | { kind: 'stopped'; error: unknown }
  /** Another node of the fleet may lead it from now on; nothing of it is written here any more. */
  | { kind: 'lost'; error: unknown }
  /** Another daemon has taken over: nothing may be written any more. */
  | { kind: 'fenced'; error: unknown };

export type Loop<State, Input, Event extends NewEvent = NewEvent> = {
  state(): State;
  /** Resolves when the decision is in the ledger; rejects when it was refused, and changes nothing. */
  post(input: Input, from?: { commandId: string; actor: Actor }): Promise<void>;
  onChange(listener: (state: State, events: readonly Recorded<Event>[]) => void): () => void;
  /** Aborts what is under way and waits for its true end. Workers are not touched. */
  stop(): Promise<void>;
};
