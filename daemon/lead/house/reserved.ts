// Which run carries out a stage of a plan, so that two runs of one plan never do the same work at once. Pure.

import type { Instant } from '../../../contracts/time.ts';
import type { HouseState } from './house-state.ts';

/** A run that has ended, waits for a person, or has used up its time does not hold a stage. */
export function holderOf({ reserved, active, resting }: HouseState, name: string, now: Instant): string | undefined {
  const it = reserved[name];
  return it && it.until > now && active.includes(it.run) && !resting.includes(it.run) ? it.run : undefined;
}

export const stageName = (project: string, plan: string, stage: string): string => `stage/${project}/${plan}/${stage}`;
