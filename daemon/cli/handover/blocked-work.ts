// Whether the review of a run's work advises against taking it over. Pure.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { listedUpTo } from '../../../skills/wording/numbers.ts';

const LISTED = 5;

/** Null also if a person accepted the work during the run despite the review. */
export function blockedWhy({ verdict, gates }: Pick<RunView, 'verdict' | 'gates'>): string | null {
  const taken = gates.some(
    ({ gate: { about }, answer }) => about.kind === 'phase' && about.name === 'blocked-work' && answer === 'approve',
  );
  if (verdict?.verdict !== 'blocked' || taken) return null;
  return listedUpTo(
    verdict.blockers.map(({ ref, why }) => `${ref} ${why}`),
    LISTED,
  );
}
