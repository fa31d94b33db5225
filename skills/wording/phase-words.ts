// The words of all kinds of phases without their rules, in the order of their table: sentences for their events, and what they show
// about a run. A command that only reads loads these and no rules.

import { CONVERGENCE_PROGRESS, CONVERGENCE_SCREENS, CONVERGENCE_SENTENCES } from '../phases/convergence/report/texts.ts';
import { CRITIC_PROGRESS, CRITIC_SCREENS, CRITIC_SENTENCES } from '../phases/critic/report/texts.ts';
import { EXECUTION_PROGRESS, EXECUTION_SCREENS, EXECUTION_SENTENCES } from '../phases/execution/report/texts.ts';
import { MAKE_PROGRESS, MAKE_SCREENS, MAKE_SENTENCES } from '../phases/make/report/texts.ts';
import { PHASE_PLAN_SENTENCES } from '../phases/phase-plan/report/texts.ts';
import { PLAN_PROGRESS, PLAN_SCREENS, PLAN_SENTENCES } from '../phases/plan/report/texts.ts';
import type { ScreenParts, SectionPlace } from '../phases/presentation.ts';
import { VERDICT_PROGRESS, VERDICT_SCREENS, VERDICT_SENTENCES } from '../phases/verdict/report/texts.ts';

const byKind: ReadonlyMap<string, ScreenParts> = new Map([
  ['convergence', CONVERGENCE_SCREENS],
  ['critic', CRITIC_SCREENS],
  ['plan', PLAN_SCREENS],
  ['verdict', VERDICT_SCREENS],
  ['execution', EXECUTION_SCREENS],
  ['make', MAKE_SCREENS],
]);

const SAYS = {
  ...CONVERGENCE_SENTENCES,
  ...CRITIC_SENTENCES,
  ...PLAN_SENTENCES,
  ...PHASE_PLAN_SENTENCES,
  ...VERDICT_SENTENCES,
  ...EXECUTION_SENTENCES,
  ...MAKE_SENTENCES,
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
export const SCREEN_PARTS: readonly ScreenParts[] = [...byKind.values()];

export const screenPartsOf = (kind: string): ScreenParts | undefined => byKind.get(kind);

/** In the order of the places. */
export const screenPartsAt = (places: readonly SectionPlace[]): ScreenParts[] =>
  places.flatMap((place) => SCREEN_PARTS.filter((it) => it.place === place));

/** The sentence for an event of a kind; the payload is trusted to match the type. Undefined for events of every run. */
export function eventSentenceOf(type: string): ((payload: unknown) => string) | undefined {
  return Object.hasOwn(SAYS, type) ? (SAYS[type as keyof typeof SAYS] as (payload: unknown) => string) : undefined;
}

/** The same for its PROGRESS lines. */
export function progressLinesOf(type: string): ((payload: unknown) => string | string[]) | undefined {
  return Object.hasOwn(PROGRESS, type) ? (PROGRESS[type as keyof typeof PROGRESS] as (payload: unknown) => string | string[]) : undefined;
}
