// The state of one stream, and how it changes: a decision is made, appended and folded. Nothing else writes there.

import { MusterError } from '../../contracts/errors.ts';
import type { Actor, NewEvent, Recorded } from '../../contracts/event.ts';
import { type Instant, timestamp } from '../../contracts/time.ts';
import type { Appended, ClaimChange } from '../../runtime/ledger/ledger.ts';
import { isSteps, type Soon, type Steps } from '../../runtime/steps.ts';
import { appendPatiently } from './append-patiently.ts';
import { driftFrom } from './drift.ts';
import type { Heart, Loop, Trouble, World } from './heart.ts';
import { heldBy, tokenClaims } from './tokens.ts';

/** So many events are folded in one step. */
const TOGETHER = 32;

/** What the loop takes in: an input, and whose it is. */
export type Message<Input> = {
  input: Input;
  commandId: string | undefined;
  actor: Actor;
  settle: { resolve(): void; reject(error: unknown): void } | undefined;
  /** The key of the effect that it comes from, where it comes from one. */
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
  /** Of messages that wait in a row, how many were decided in one commit from the first on; 0 when each must be handled by itself. */
  handleTogether(messages: readonly Message<Input>[]): Promise<number>;
  hearOfJump(): Promise<void>;
  /** The last message decided nothing; asking again at once would be asking for ever. */
  idle(): boolean;
};

/** What the loop lends to it. */
type Hands = {
  stopping: AbortSignal;
  onTrouble(trouble: Trouble): void;
  /** Drives a long computation without holding up the daemon. */
  slowly<T>(steps: Steps<T>): Promise<T>;
  failpoint(name: 'lead.before-append' | 'lead.after-append'): void;
};

const TRIES = 3;
/** Events of one commit, from which on nothing more is joined to it. */
const MOST_JOINED = 32;

export function keepState<
  State extends { seq: number },
  Input,
  Effect extends { kind: string },
  Observation,
  Event extends NewEvent = NewEvent,
>(
  heart: Heart<State, Input, Effect, Observation, Event>,
  world: World<Effect, Observation, Event>,
  initial: State,
  { stopping, onTrouble, slowly, failpoint }: Hands,
): Keeper<State, Input, Event> {
  const { stream, clock } = world;
  const soon = async <T>(it: Soon<T>): Promise<T> => (isSteps(it) ? slowly(it) : it);
  const listeners = new Set<(state: State, events: readonly Recorded<Event>[]) => void>();
  const driftAt = driftFrom(clock.now(), clock.awake());
  const patience = { clock, stopping, onTrouble };
  let state = initial;
  let idle = false;

  /** Before anything is decided by the time of day, its jumps are taken out of what it is compared with. */
  async function hearOfJump(): Promise<void> {
    const { jumped } = heart;
    if (!jumped) return;
    // Again, because it may sleep while the ledger refuses to hear of it.
    const drift = () => driftAt(clock.now(), clock.awake());
    for (let by = drift(); by !== 0; by = drift()) await handle(ownMessage(heart, jumped(by), 'jump'));
  }

  async function record(commit: Parameters<typeof stream.append>[0]): Promise<Appended<Event> | undefined> {
    failpoint('lead.before-append');
    const answer = await appendPatiently(stream, commit, patience);
    if (answer !== undefined) failpoint('lead.after-append');
    return answer;
  }

  /** False when the loop was stopped while the ledger refused: then nothing of it was written. */
  async function handle(message: Message<Input>): Promise<boolean> {
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
          // Decided again at another time, and perhaps long after the first.
          await hearOfJump();
          break;
        case 'claim-held':
          if (message.settle === undefined && heart.seeksAgain?.(answer.name)) return true;
          throw heldBy(answer, message.commandId);
      }
    }
  }

  /**
   * What was seen while the last commit was written is one step: a phase of eight seats costs a few commits instead of eight times
   * as many. The outcome is that of one after the other.
   */
  async function handleTogether(messages: readonly Message<Input>[]): Promise<number> {
    if (messages.length < 2) return 0;
    await hearOfJump();
    const at = clock.now();
    const first = messages[0]?.of ?? '';
    const { taken, events, claims } = await decidedInARow(messages, at);
    if (taken < 2) return 0;
    const commit = { expectedSeq: state.seq, commandId: `${stream.name}:${state.seq}:${first}`, actor: heart.actor, at, events, claims };
    if (events.length > 0) {
      // Whatever is refused is told of the one that it is about, when that is handled.
      const answer = await record(commit).catch(() => undefined);
      if (answer?.kind !== 'appended' && answer?.kind !== 'repeated') return 0;
      if (answer.kind === 'repeated') await reload();
      else await fold(answer.events);
    }
    return taken;
  }

  /** Each on what the ones before it will have made of the state; up to the first that cannot be decided, or where it gets long. */
  async function decidedInARow(messages: readonly Message<Input>[], at: Instant) {
    const events: Event[] = [];
    const claims: ClaimChange[] = [];
    let reached = state;
    let taken = 0;
    for (const { input } of messages) {
      try {
        const more = await soon(heart.decide(reached, input, at));
        const owned = heart.claims(reached, more);
        // What two of them want is decided by the ledger, which sees only one of them in a commit.
        if (owned.some(({ name }) => claims.some((it) => it.name === name))) break;
        reached = await slowly(foldSteps(heart, drafts(more, reached.seq, at), reached));
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

  /** As they will stand in the journal, as far as a fold looks at them. */
  function drafts(events: readonly Event[], after: number, at: Instant): Recorded<Event>[] {
    const common = { v: 1, stream: stream.name, at: timestamp(at), actor: heart.actor, commandId: 'draft', prev: '', digest: '' } as const;
    return events.map((event, n) => ({ ...common, seq: after + n + 1, ...event }) as Recorded<Event>);
  }

  async function reload(): Promise<void> {
    await fold(await stream.read(state.seq));
  }

  async function fold(events: readonly Recorded<Event>[]): Promise<void> {
    state = await slowly(foldSteps(heart, events, state));
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
  { evolve, evolveAll }: Pick<Heart<State, never, never, never, Event>, 'evolve' | 'evolveAll'>,
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
    'Is a second daemon at work on this home? `muster doctor` tells.',
  );
