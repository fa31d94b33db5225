// The state of one stream and how it changes: decide, append, fold. Nothing else writes to the stream.

import { MusterError } from '../../contracts/errors.ts';
import type { Actor, NewEvent, Recorded } from '../../contracts/event.ts';
import { type Instant, timestamp } from '../../contracts/time.ts';
import type { Appended, ClaimChange } from '../../runtime/ledger/ledger.ts';
import { isSteps, type MaybeSteps, type Steps } from '../../runtime/steps.ts';
import { appendPatiently } from './append-patiently.ts';
import type { Decider, Loop, Trouble, World } from './decider.ts';
import { driftFrom } from './drift.ts';
import { claimHeldError, tokenClaims } from './tokens.ts';

/** Events that are folded in one step. */
const TOGETHER = 32;

/** An input of the loop, and where it comes from. */
export type Message<Input> = {
  input: Input;
  commandId: string | undefined;
  actor: Actor;
  settle: { resolve(): void; reject(error: unknown): void } | undefined;
  /** The key of the effect that it comes from, if any. */
  of: string;
};

export const ownMessage = <Input>({ actor }: { actor: Actor }, input: Input, of: string): Message<Input> => ({
  input,
  commandId: undefined,
  actor,
  settle: undefined,
  of,
});

type Keeper<State, Input, Event extends NewEvent> = Pick<Loop<State, Input, Event>, 'state' | 'onChange'> & {
  handle(message: Message<Input>): Promise<boolean>;
  /** Decides the first of the waiting messages in one commit and returns how many; 0 if they must be handled one by one. */
  handleTogether(messages: readonly Message<Input>[]): Promise<number>;
  hearOfJump(): Promise<void>;
  /** The last message led to no events; asking again at once would loop for ever. */
  idle(): boolean;
};

/** What the loop provides. */
type FromLoop = {
  stopping: AbortSignal;
  onTrouble(trouble: Trouble): void;
  /** Drives a long computation without holding up the daemon. */
  slowly<T>(steps: Steps<T>): Promise<T>;
  failpoint(name: 'lead.before-append' | 'lead.after-append'): void;
};

const TRIES = 3;
/** A commit with so many events takes in no further messages. */
const MOST_JOINED = 32;
/** What only the ledger can fill in, for events that are folded before they are appended. */
const DRAFT = { v: 1, commandId: 'draft', prev: '', digest: '' } as const;

export function keepState<
  State extends { seq: number },
  Input,
  Effect extends { kind: string },
  Observation,
  Event extends NewEvent = NewEvent,
>(
  decider: Decider<State, Input, Effect, Observation, Event>,
  world: World<Effect, Observation, Event>,
  initial: State,
  { stopping, onTrouble, slowly, failpoint }: FromLoop,
): Keeper<State, Input, Event> {
  const { stream, clock } = world;
  const soon = async <T>(it: MaybeSteps<T>): Promise<T> => (isSteps(it) ? slowly(it) : it);
  const listeners = new Set<(state: State, events: readonly Recorded<Event>[]) => void>();
  const driftAt = driftFrom(clock.now(), clock.awake());
  const patience = { clock, stopping, onTrouble };
  let state = initial;
  let idle = false;

  /** Tells the stream about jumps of the time of day before anything is decided by it. */
  async function hearOfJump(): Promise<void> {
    const { jumped } = decider;
    if (!jumped) return;
    // In a loop, because the machine may sleep again while the ledger refuses the commit.
    const drift = () => driftAt(clock.now(), clock.awake());
    for (let by = drift(); by !== 0; by = drift()) await handle(ownMessage(decider, jumped(by), 'jump'));
  }

  async function record(commit: Parameters<typeof stream.append>[0]): Promise<Appended<Event> | undefined> {
    failpoint('lead.before-append');
    const answer = await appendPatiently(stream, commit, patience);
    if (answer !== undefined) failpoint('lead.after-append');
    return answer;
  }

  /** False if the loop was stopped while the ledger refused; then nothing was written. */
  async function handle(message: Message<Input>): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const at = clock.now();
      const events = await soon(decider.decide(state, message.input, at));
      idle = events.length === 0;
      if (idle) return true;
      const commit = {
        expectedSeq: state.seq,
        commandId: message.commandId ?? `${stream.name}:${state.seq}:${message.of}`,
        actor: message.actor,
        at,
        events,
        claims: [...decider.claims(state, events), ...tokenClaims(message.commandId, stream.name)],
      };
      const answer = await record(commit);
      if (answer === undefined) return false;
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
          // The next try decides at a new time, perhaps much later.
          await hearOfJump();
          break;
        case 'claim-held':
          if (message.settle === undefined && decider.seeksAgain?.(answer.name)) return true;
          throw claimHeldError(answer, message.commandId);
      }
    }
  }

  /**
   * Everything that was observed while the last commit was written goes into one commit: a phase of eight seats costs a few commits instead
   * of eight times as many. The outcome is the same as one by one.
   */
  async function handleTogether(messages: readonly Message<Input>[]): Promise<number> {
    if (messages.length < 2) return 0;
    await hearOfJump();
    const at = clock.now();
    const first = messages[0]?.of ?? '';
    const { taken, events, claims } = await decidedInARow(messages, at);
    if (taken < 2) return 0;
    const commit = { expectedSeq: state.seq, commandId: `${stream.name}:${state.seq}:${first}`, actor: decider.actor, at, events, claims };
    if (events.length > 0) {
      // If the commit is refused, the messages are handled one by one, so that the right one gets the error.
      const answer = await record(commit).catch(() => undefined);
      if (answer?.kind !== 'appended' && answer?.kind !== 'repeated') return 0;
      if (answer.kind === 'repeated') await reload();
      else await fold(answer.events);
    }
    return taken;
  }

  /**
   * Decides each message on the state that the ones before it lead to, up to the first that cannot be decided or until the commit is full.
   */
  async function decidedInARow(messages: readonly Message<Input>[], at: Instant) {
    const events: Event[] = [];
    const claims: ClaimChange[] = [];
    let reached = state;
    let taken = 0;
    for (const { input } of messages) {
      try {
        const more = await soon(decider.decide(reached, input, at));
        const owned = decider.claims(reached, more);
        // When two of them want the same claim, the ledger has to decide, and it does not see two in one commit.
        if (owned.some(({ name }) => claims.some((it) => it.name === name))) break;
        reached = await slowly(foldSteps(decider, drafts(more, reached.seq, at), reached));
        events.push(...more);
        claims.push(...owned);
        idle = more.length === 0;
      } catch {
        break;
      }
      taken += 1;
      if (events.length >= MOST_JOINED) break;
    }
    return { taken, events, claims };
  }

  /** The events as they will be in the journal, as far as a fold reads them. */
  function drafts(events: readonly Event[], after: number, at: Instant): Recorded<Event>[] {
    const common = { ...DRAFT, stream: stream.name, at: timestamp(at), actor: decider.actor };
    return events.map((event, n) => ({ ...common, seq: after + n + 1, ...event }) as Recorded<Event>);
  }

  async function reload(): Promise<void> {
    await fold(await stream.read(state.seq));
  }

  async function fold(events: readonly Recorded<Event>[]): Promise<void> {
    state = await slowly(foldSteps(decider, events, state));
    for (const listener of listeners) listener(state, events);
  }

  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    handle,
    handleTogether,
    hearOfJump,
    idle: () => idle,
  };
}

function* foldSteps<State, Event extends NewEvent>(
  { evolve, evolveAll }: Pick<Decider<State, never, never, never, Event>, 'evolve' | 'evolveAll'>,
  events: readonly Recorded<Event>[],
  before: State,
): Steps<State> {
  let reached = before;
  for (let from = 0; from < events.length; from += TOGETHER) {
    const some = events.slice(from, from + TOGETHER);
    reached = evolveAll ? evolveAll(reached, some) : some.reduce(evolve, reached);
    yield;
  }
  return reached;
}

const tooManyConflicts = (stream: string): MusterError =>
  new MusterError(
    'version-conflict',
    `${stream} was written by another process ${TRIES} times in a row`,
    '`muster doctor` shows whether a second daemon uses this home.',
  );
