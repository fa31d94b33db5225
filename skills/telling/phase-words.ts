// The words of all kinds of phases without their rules, in the order of their table: sentences for their events, and what they show
// about a run. A command that only reads loads these and no rules.

import { CONVERGENCE_PROGRESS, CONVERGENCE_SAYS, CONVERGENCE_SHOWN } from '../phases/convergence/report/told.ts';
import { CRITIC_PROGRESS, CRITIC_SAYS, CRITIC_SHOWN } from '../phases/critic/report/told.ts';
import { EXECUTION_PROGRESS, EXECUTION_SAYS, EXECUTION_SHOWN } from '../phases/execution/report/told.ts';
import { MAKE_PROGRESS, MAKE_SAYS, MAKE_SHOWN } from '../phases/make/report/told.ts';
import { PHASE_PLAN_SAYS } from '../phases/phase-plan/report/told.ts';
import { PLAN_PROGRESS, PLAN_SAYS, PLAN_SHOWN } from '../phases/plan/report/told.ts';
import type { OnScreens, Place } from '../phases/shown.ts';
import { VERDICT_PROGRESS, VERDICT_SAYS, VERDICT_SHOWN } from '../phases/verdict/report/told.ts';

const byKind: ReadonlyMap<string, OnScreens> = new Map([
  ['convergence', CONVERGENCE_SHOWN],
  ['critic', CRITIC_SHOWN],
  ['plan', PLAN_SHOWN],
  ['verdict', VERDICT_SHOWN],
  ['execution', EXECUTION_SHOWN],
  ['make', MAKE_SHOWN],
]);

const SAYS = {
  ...CONVERGENCE_SAYS,
  ...CRITIC_SAYS,
  ...PLAN_SAYS,
  ...PHASE_PLAN_SAYS,
  ...VERDICT_SAYS,
  ...EXECUTION_SAYS,
  ...MAKE_SAYS,
};

const PROGRESS = {
  ...CONVERGENCE_PROGRESS,
  ...CRITIC_PROGRESS,
  ...PLAN_PROGRESS,
  ...VERDICT_PROGRESS,
  ...EXECUTION_PROGRESS,
  ...MAKE_PROGRESS,
};

/** What the kinds show about a run. */
export const ON_SCREENS: readonly OnScreens[] = [...byKind.values()];

export const onScreensOf = (kind: string): OnScreens | undefined => byKind.get(kind);

/** In the order of the places. */
export const onScreensAt = (places: readonly Place[]): OnScreens[] =>
  places.flatMap((place) => ON_SCREENS.filter((it) => it.place === place));

/** The sentence for an event of a kind; the payload is trusted to match the type. Undefined for events of every run. */
export function sayingOf(type: string): ((payload: unknown) => string) | undefined {
  return Object.hasOwn(SAYS, type) ? (SAYS[type as keyof typeof SAYS] as (payload: unknown) => string) : undefined;
}

/** The same for its PROGRESS lines. */
export function progressOf(type: string): ((payload: unknown) => string | string[]) | undefined {
  return Object.hasOwn(PROGRESS, type) ? (PROGRESS[type as keyof typeof PROGRESS] as (payload: unknown) => string | string[]) : undefined;
}
