// All events of a run: those of every run, and those that each kind of phase adds. Only schemas, so that a reader of a journal
// needs none of the rules that made the events.

import { SHARED_EVENTS } from '../../contracts/run/run-event.ts';
import type * as z from '../../contracts/schema.ts';
import { CONVERGENCE_EVENTS } from './convergence/events.ts';
import { CRITIC_EVENTS } from './critic/events.ts';
import { EXECUTION_EVENTS } from './execution/events.ts';
import { MAKE_EVENTS } from './make/events.ts';
import { PHASE_PLAN_EVENTS } from './phase-plan/events.ts';
import { PLAN_EVENTS } from './plan/events.ts';
import { VERDICT_EVENTS } from './verdict/events.ts';

export const RUN_EVENTS = {
  ...SHARED_EVENTS,
  ...CONVERGENCE_EVENTS,
  ...CRITIC_EVENTS,
  ...PLAN_EVENTS,
  ...PHASE_PLAN_EVENTS,
  ...VERDICT_EVENTS,
  ...EXECUTION_EVENTS,
  ...MAKE_EVENTS,
} as const;

export type RunEventType = keyof typeof RUN_EVENTS;
export type RunEventOf<T extends RunEventType> = { type: T; payload: z.infer<(typeof RUN_EVENTS)[T]> };
export type RunEvent = { [T in RunEventType]: RunEventOf<T> }[RunEventType];
