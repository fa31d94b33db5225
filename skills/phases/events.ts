// Everything that can happen to a run: what every run knows, and what each kind of phase adds. Schemas only, so that
// a reader of a journal can name its events without knowing the rules that made them.

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
