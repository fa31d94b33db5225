// The interface of a kind of phase: one value with everything about it. The lead has a table of these and knows none by name. A
// phase sees its own state and what the run shares, never the state of another phase.

import type { Client } from '../../contracts/plan/holder.ts';
import type { PolicyAction } from '../../contracts/plan/policy.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type * as z from '../../contracts/schema.ts';
import type { Role } from '../../contracts/task/agent.ts';
import type { Expected } from '../../contracts/task/template.ts';
import type { Instant, Millis, Timestamp } from '../../contracts/time.ts';
import type { MaybeSteps } from '../../runtime/steps.ts';
import type { Contribution, Contributions } from '../run/contributions.ts';
import type { WantedEffect } from '../run/effect.ts';
import type { Lifecycle } from '../run/lifecycles/lifecycle.ts';
import type { DispatchState, PhaseState, RunState } from '../run/state.ts';
import type { PhaseEffect, PhaseObservation } from './effects.ts';
import type { EventOf, EventSchemas, EventTexts, Presentation, ProgressLines } from './presentation.ts';
import type { WorkKind } from './work-kind.ts';

/** A phase at one moment, with everything that its rules may look at. */
export type Turn<Own, Fields extends z.ZodRawShape> = {
  run: RunState;
  contributions: Contributions;
  key: string;
  /** Its template and its status. */
  phase: PhaseState;
  template: z.infer<z.ZodObject<Fields>>;
  own: Own;
  at: Instant;
};

/** A stage, the seat for which it is taken (if named), and who takes it for how long. */
export type StageTake = { stage: string; seat: string | undefined; client: Client; lasts: Millis };

/** Why a run that concludes opens no further round; undefined if it has come to its regular end. */
export type Stop = 'budget' | 'deadline' | 'stopped' | undefined;

/** The surroundings of a proposed phase: roles with a seat, and whether findings are examined before and after it. */
export type PhaseSurroundings = { roles: readonly Role[]; examinedBefore: boolean; examinedAfter: boolean };

/** A fault of a phase in a template or a proposal, with the field it is about. */
export type PhaseFault = { field: string; says: string };

type Rules<Kind extends string, Fields extends z.ZodRawShape, Events extends EventSchemas, Own> = {
  kind: Kind;
  /** The fields of a template that only this kind has. */
  template: Fields;
  /** What it must produce unless its template says otherwise. */
  makes: Expected;
  /** It examines what earlier phases raised. */
  examines?: true;
  /** The run's state is called `planning` while it runs. */
  plans?: true;
  /** The role that must have a seat for it to start at all. */
  role?(template: z.infer<z.ZodObject<Fields>>): Role | undefined;
  /** Faults in a template that the schema cannot detect. */
  faults?(template: z.infer<z.ZodObject<Fields>>): PhaseFault[];
  /** Whether a worker may propose it; if absent, only a template may list it. */
  proposable?(template: z.infer<z.ZodObject<Fields>>, beside: PhaseSurroundings): PhaseFault[];
  events: Events;
  /** One short sentence for each event, for the journal. */
  says: EventTexts<Events, string>;
  /** PROGRESS lines, for the events that have some. */
  progress?: ProgressLines<Events>;
  /** The part of an event that is also stored as an object, under the digest of its canonical JSON. */
  keeps?: Partial<EventTexts<Events, unknown>>;
  /** Lifecycles of things that only this kind has, in the same form as the others; its own fold must follow them. */
  lifecycles?: readonly Lifecycle[];
  empty: Own;
  /** Called only for events of this kind and this phase. `run` is the state before the event. */
  evolve(own: Own, event: EventOf<Events>, run: RunState): Own;
  /** A dispatch of this phase was replaced by another. */
  replaced?(own: Own, before: string, by: string): Own;
  works: Readonly<Record<string, WorkKind>>;
  /** Who works first, and the events right after the start of the phase. */
  begin?(turn: Turn<Own, Fields>): { team: string[]; events: (SharedEvent | EventOf<Events>)[] };
  /** The next step while it runs: one step, or none. */
  advance(turn: Turn<Own, Fields>): MaybeSteps<(SharedEvent | EventOf<Events>)[]>;
  /** A person requested changes at a gate of its template: what is done again. If absent, that answer is not offered. */
  again?(turn: Turn<Own, Fields>, comment: string): (SharedEvent | EventOf<Events>)[];
  /** When started again, it keeps its state; other phases start from nothing. */
  continues?: true;
  /** It is over, and a person wants its findings fixed: the phase that did the work and everything after it start again. */
  sendsBack?(turn: Turn<Own, Fields>): boolean;
  /** If no worker delivers although earlier phases did, a person may have it retried. If absent, the run ends with the stated outcome. */
  triedAgain?: true;
  /** A person decides about one of its stages. Throws, and changes nothing, if the action lacks something. */
  ruled?(turn: Turn<Own, Fields>, stage: string, action: PolicyAction, by: 'person' | 'client'): (SharedEvent | EventOf<Events>)[];
  /** A client takes one of its stages to carry it out itself. Throws, and changes nothing, if it cannot start now. */
  taken?(turn: Turn<Own, Fields>, take: StageTake): (SharedEvent | EventOf<Events>)[];
  /** Until when an outside client holds the work of a dispatch. */
  heldUntil?(own: Own, dispatch: string): Timestamp | undefined;
  /** Which outside clients it waits for, since when, and what they have to call; one sentence each. */
  waits?(turn: Turn<Own, Fields>): string[];
  /** The run concludes: what has arrived by now counts, and nothing is waited for. */
  settle?(turn: Turn<Own, Fields>, stop: Stop): MaybeSteps<(SharedEvent | EventOf<Events>)[]>;
  /** The effects that it requests, beside its dispatches. */
  wants?(turn: Turn<Own, Fields>): WantedEffect<PhaseEffect>[];
  observed?(turn: Turn<Own, Fields>, observation: PhaseObservation): (SharedEvent | EventOf<Events>)[];
  /** Whether a failed dispatch may still be saved by a late result. */
  waitsForLate?(turn: Turn<Own, Fields>, dispatch: DispatchState): boolean;
  gives?(own: Own, key: string): Contribution;
  /** Why its result is less than what was asked of it; one sentence for each reason. */
  lacks?(own: Own): string[];
  /** Files in the run's `state/<key>/`. */
  documents?(own: Own): MaybeSteps<{ what: string; name: string; text: string }[]>;
  /** Its part of the run's view and of report.json. */
  facts?(own: Own): z.infer<ReturnType<typeof z.json>>;
  /** Its section of the report and its lines on screens, made from the run's view. */
  shown?: Presentation;
};

/** Any kind of phase, as in the table; the type of its state is hidden. */
export type Phase = Rules<string, z.ZodRawShape, EventSchemas, unknown>;

export type AnyTurn = Turn<unknown, z.ZodRawShape>;

/** Makes a kind of phase from its rules. Each kind gets back only the state that it returned, so the type can be erased here. */
export const phase = <Kind extends string, Fields extends z.ZodRawShape, Events extends EventSchemas, Own>(
  rules: Rules<Kind, Fields, Events, Own>,
): Phase => rules as unknown as Phase;

/** The end of a phase. */
export const ended = (phase: string, outcome: 'completed' | 'failed' | 'skipped', reason?: string): SharedEvent => ({
  type: 'phase.ended',
  payload: { phase, outcome, ...(reason === undefined ? {} : { reason }) },
});
