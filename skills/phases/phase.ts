// What a kind of phase is to the rest of the code: one value with everything about it. The lead knows a table
// of these and none of their names. A phase sees its own memory and what the run holds in common, never another's.

import type { Client } from '../../contracts/plan/holder.ts';
import type { PolicyAction } from '../../contracts/plan/policy.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type * as z from '../../contracts/schema.ts';
import type { Role } from '../../contracts/task/agent.ts';
import type { Expected } from '../../contracts/task/template.ts';
import type { Instant, Millis, Timestamp } from '../../contracts/time.ts';
import type { Soon } from '../../runtime/steps.ts';
import type { Wanted } from '../run/effect.ts';
import type { Lifecycle } from '../run/lifecycles/lifecycle.ts';
import type { Given, Registers } from '../run/registers.ts';
import type { DispatchState, PhaseState, RunState } from '../run/state.ts';
import type { PhaseEffect, PhaseObservation } from './effects.ts';
import type { EventOf, EventSchemas, Progress, Shown, Telling } from './shown.ts';
import type { Work } from './work.ts';

/** A phase at one moment, with all that its rules may look at. */
export type Turn<Own, Fields extends z.ZodRawShape> = {
  run: RunState;
  registers: Registers;
  key: string;
  /** As the template lists it, and how it stands. */
  phase: PhaseState;
  template: z.infer<z.ZodObject<Fields>>;
  own: Own;
  at: Instant;
};

/** A stage, the seat that it is taken for where one is named, and who takes it for how long. */
export type Take = { stage: string; seat: string | undefined; client: Client; lasts: Millis };

/** Why a run that concludes asks for no further round; nothing where it has come to its own end. */
export type Stop = 'budget' | 'deadline' | 'stopped' | undefined;

/** What stands beside a proposed phase: roles with a seat, and whether findings are examined before it and after it. */
export type Beside = { roles: readonly Role[]; examinedBefore: boolean; examinedAfter: boolean };

/** A fault of a phase in a template or a proposal, with the field it is about. */
export type PhaseFault = { field: string; says: string };

type Rules<Kind extends string, Fields extends z.ZodRawShape, Events extends EventSchemas, Own> = {
  kind: Kind;
  /** What a template may say of it beside what it may say of every phase. */
  template: Fields;
  /** What it leaves behind where its template says nothing else. */
  makes: Expected;
  /** It examines what the phases before it raised. */
  examines?: true;
  /** The run is called `planning` while it is under way. */
  plans?: true;
  /** Who must sit there for it to be begun at all. */
  role?(template: z.infer<z.ZodObject<Fields>>): Role | undefined;
  /** What is wrong with it in a template, which the schema cannot tell. */
  faults?(template: z.infer<z.ZodObject<Fields>>): PhaseFault[];
  /** Whether a worker may propose it; left out, only a template may list it. */
  proposable?(template: z.infer<z.ZodObject<Fields>>, beside: Beside): PhaseFault[];
  events: Events;
  /** One short sentence for each, for the journal. */
  says: Telling<Events, string>;
  /** The PROGRESS lines of those that have some. */
  progress?: Progress<Events>;
  /** What an event of it holds that is kept as an object, whole, under the digest of its canonical JSON. */
  keeps?: Partial<Telling<Events, unknown>>;
  /** Of the things that only it has, in the form of the others; its own fold obeys them. */
  lifecycles?: readonly Lifecycle[];
  empty: Own;
  /** The event is one of its own, and of this very phase. `run` is as it was before. */
  evolve(own: Own, event: EventOf<Events>, run: RunState): Own;
  /** A dispatch of this phase takes the place of another. */
  replaced?(own: Own, before: string, by: string): Own;
  works: Readonly<Record<string, Work>>;
  /** Who works first, and what comes right behind the phase's start. */
  begin?(turn: Turn<Own, Fields>): { team: string[]; events: (SharedEvent | EventOf<Events>)[] };
  /** The next step while it runs: one step, or none. */
  advance(turn: Turn<Own, Fields>): Soon<(SharedEvent | EventOf<Events>)[]>;
  /** A person has asked for changes at a gate of its template: what is done again. Left out, it offers no such answer. */
  again?(turn: Turn<Own, Fields>, comment: string): (SharedEvent | EventOf<Events>)[];
  /** When begun again it continues with what it remembers; other phases start from nothing. */
  continues?: true;
  /** It is over, and a person wants what it found fixed: the phase that made the work is begun again, and all after it. */
  sendsBack?(turn: Turn<Own, Fields>): boolean;
  /** If no worker delivers after earlier phases did, a person may have it tried again. If left out, the run ends as stated here. */
  triedAgain?: true;
  /** A person decides about one of its stages. Throws where the action lacks what it needs, and nothing changes. */
  ruled?(turn: Turn<Own, Fields>, stage: string, action: PolicyAction, by: 'person' | 'client'): (SharedEvent | EventOf<Events>)[];
  /** A client takes one of its stages, to carry it out itself. Throws where it cannot be begun now, and nothing changes. */
  taken?(turn: Turn<Own, Fields>, take: Take): (SharedEvent | EventOf<Events>)[];
  /** Until when a client outside holds the work of a dispatch. */
  heldUntil?(own: Own, dispatch: string): Timestamp | undefined;
  /** Which client outside it waits for, since when, and what that has to call; one sentence each. */
  waits?(turn: Turn<Own, Fields>): string[];
  /** The run concludes: what has come until now is counted, and nothing is waited for. */
  settle?(turn: Turn<Own, Fields>, stop: Stop): Soon<(SharedEvent | EventOf<Events>)[]>;
  /** What it wants done in the world, beside its dispatches. */
  wants?(turn: Turn<Own, Fields>): Wanted<PhaseEffect>[];
  observed?(turn: Turn<Own, Fields>, observation: PhaseObservation): (SharedEvent | EventOf<Events>)[];
  /** Whether a dispatch of it that failed may still be saved by a result that comes late. */
  waitsForLate?(turn: Turn<Own, Fields>, dispatch: DispatchState): boolean;
  gives?(own: Own, key: string): Given;
  /** Why what it left behind is less than was asked of it, for each reason one sentence. */
  lacks?(own: Own): string[];
  /** Files in the run's `state/<key>/`. */
  documents?(own: Own): Soon<{ what: string; name: string; text: string }[]>;
  /** Its part of the run's view and of report.json, beside what the run holds in common. */
  facts?(own: Own): z.infer<ReturnType<typeof z.json>>;
  /** Its section of the report and its lines on screens, from the run's view. */
  shown?: Shown;
};

/** Any kind of phase, as the table holds it: what it remembers is its own business. */
export type Phase = Rules<string, z.ZodRawShape, EventSchemas, unknown>;

export type AnyTurn = Turn<unknown, z.ZodRawShape>;

/** Makes a kind of phase of its rules. What it remembers comes back to it as it left it, so the type may be forgotten here. */
export const phase = <Kind extends string, Fields extends z.ZodRawShape, Events extends EventSchemas, Own>(
  rules: Rules<Kind, Fields, Events, Own>,
): Phase => rules as unknown as Phase;

/** The end of a phase. */
export const ended = (phase: string, outcome: 'completed' | 'failed' | 'skipped', reason?: string): SharedEvent => ({
  type: 'phase.ended',
  payload: { phase, outcome, ...(reason === undefined ? {} : { reason }) },
});
