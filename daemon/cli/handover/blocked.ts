// Whether the review of work speaks against taking it over. Pure.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { listedUpTo } from '../../../skills/telling/numbers.ts';

const LISTED = 5;

/** Null also where a person took it all the same while the run was at work: that was said already. */
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
