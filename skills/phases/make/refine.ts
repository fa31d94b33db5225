// Whether a draft is accepted, sent back with its faults, or given up, and why. Pure.

import type { CheckOutcome, StopReason } from '../../../contracts/make/artifact.ts';
import type { Refine } from '../../../contracts/make/prompt.ts';
import type { Usage } from '../../../contracts/usage.ts';
import { partOf } from '../../dispatch/budget.ts';

export type Drafted = { digest: string; checks: readonly CheckOutcome[] };
export type Refinement = { kind: 'take' } | { kind: 'again' } | { kind: 'stop'; stop: StopReason | null };

/** `usages` are those of all drafts so far; null means unknown. */
export function refinement(drafts: readonly Drafted[], refine: Refine | undefined, usages: readonly (Usage | null)[]): Refinement {
  const last = drafts.at(-1);
  if (!last) return { kind: 'again' };
  if (last.checks.every((it) => it.held)) return { kind: 'take' };
  if (!refine) return { kind: 'stop', stop: null };
  if (drafts.length > refine.max) return { kind: 'stop', stop: 'limit' };
  const before = drafts.at(-2);
  if (before && (before.digest === last.digest || share(last) - share(before) < refine.minGain - 1e-9))
    return { kind: 'stop', stop: 'gain-too-small' };
  return isSpent(refine, usages) ? { kind: 'stop', stop: 'budget' } : { kind: 'again' };
}

const share = ({ checks }: Drafted): number => (checks.length === 0 ? 1 : checks.filter((it) => it.held).length / checks.length);

/** An unknown price cannot be limited, so it counts as the whole budget. */
function isSpent({ budget }: Refine, usages: readonly (Usage | null)[]): boolean {
  if (budget === undefined || (budget.usd === undefined && budget.tokens === undefined)) return false;
  const spent = usages.map((it) => (it === null ? 1 : (partOf(budget, it) ?? 1)));
  return spent.reduce((sum, it) => sum + it, 0) >= 1;
}

export const stopWords = (stop: StopReason): string => WORDS[stop];

const WORDS: Readonly<Record<StopReason, string>> = {
  'quality-met': 'every check holds',
  'limit': 'it was sent back as often as `refine.max` allows',
  'gain-too-small': 'the last round won too little',
  'budget': 'the budget for refinement is used up',
};

/** The faults as the next worker reads them. */
export const faultsText = (checks: readonly CheckOutcome[]): string =>
  checks
    .filter((it) => !it.held)
    .map((it) => `- ${it.what}: ${it.says}`)
    .join('\n');
