// The parts of a loop: the pure rules of its stream, the world in which it acts, and the interface that it offers.

import type { Failure } from '../../contracts/errors.ts';
import type { Actor, NewEvent, Recorded } from '../../contracts/event.ts';
import type { Instant, Millis } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ClaimChange } from '../../runtime/ledger/ledger.ts';
import type { OneStream } from '../../runtime/ledger/one-stream.ts';
import type { MaybeSteps, Steps } from '../../runtime/steps.ts';
import type { Observed } from '../../skills/run/effect.ts';
import type { Agenda } from './run/next-run.ts';

/** The pure part of a stream. */
export type Decider<State, Input, Effect, Observation, Event extends NewEvent = NewEvent> = {
  actor: Actor;
  reducer: number;
  evolve(state: State, event: Recorded<Event>): State;
  /** Folds several events at once, where that is cheaper. */
  evolveAll?(state: State, events: readonly Recorded<Event>[]): State;
  decide(state: State, input: Input, at: Instant): MaybeSteps<Event[]>;
  next(state: State, now: Instant): Agenda<Effect>;
  observed(observed: Observed<Observation | { kind: 'failed'; failure: Failure }>): Input;
  tick: Input;
  /** The input that concludes the stream after its rules or the ledger have refused a decision. Without it the stream stops. */
  refused?(failure: Failure): Input;
  /** The first input of a loop, made from the state that it starts with. */
  opened(state: State, at: Instant): Input;
  /** The input for a jump of the time of day. A stream that counts no working time can leave it out. */
  jumped?(by: Millis): Input;
  /** Claims to take or release in the same commit as these events. */
  claims(state: State, events: readonly Event[]): ClaimChange[];
  /** Whether to repeat an observation when another stream holds this claim by now; the repetition then finds the other one's work. */
  seeksAgain?(claim: string): boolean;
};

export type World<Effect, Observation, Event extends NewEvent = NewEvent> = {
  stream: OneStream<Event>;
  clock: Clock;
  perform(effect: Effect, signal: AbortSignal): Promise<Observation>;
  /** Runs a long computation in slices; the simulation has its own, because its time is virtual. */
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
  /** Another node of the fleet may lead the stream now; nothing more is written to it here. */
  | { kind: 'lost'; error: unknown }
  /** Another daemon has taken over: nothing may be written any more. */
  | { kind: 'fenced'; error: unknown };

export type Loop<State, Input, Event extends NewEvent = NewEvent> = {
  state(): State;
  /** Resolves when the decision is in the ledger; rejects when it was refused, and changes nothing. */
  post(input: Input, from?: { commandId: string; actor: Actor }): Promise<void>;
  onChange(listener: (state: State, events: readonly Recorded<Event>[]) => void): () => void;
  /** Aborts the effects under way and waits until they have really ended. Workers are not touched. */
  stop(): Promise<void>;
};
