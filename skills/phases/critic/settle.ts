// What becomes of a gap once somebody else has looked: confirmed by what that worker saw, or a risk that
// is left, with the reason. Nothing is dropped, and no answer is no confirmation.

import type { EvidenceCheck, Verdict } from '../../../contracts/findings/finding.ts';
import type { GapOutcome } from '../../../contracts/findings/gap.ts';

export type GapWord = { verdict: Verdict; checks: readonly EvidenceCheck[] };

export type GapSettlement = { outcome: GapOutcome; reason: string };

/** `word` is undefined where a valid answer left the gap out. */
export function settleGap(by: string, word: GapWord | undefined): GapSettlement {
  if (word === undefined) return risk(`${by} was asked and gave no word on it`);
  switch (word.verdict.verdict) {
    case 'AGREE':
    case 'SUPPLEMENT':
      if (word.checks.length === 0) return risk(`${by} says that it is so, and shows nothing`);
      if (word.checks.every(({ outcome }) => outcome === 'absent'))
        return risk(`${by} says that it is so, with evidence that is not where it says`);
      return { outcome: 'confirmed', reason: `${by} looked and confirms it.` };
    case 'DISAGREE':
      return risk(`${by} looked and does not confirm it`);
    case 'DUPLICATE':
      return risk(`${by} says that ${word.verdict.of ?? 'another finding'} says it already`);
    case 'ABSTAIN':
      return risk(`${by} could not tell`);
    case 'WITHDRAW':
      return risk(`${by} would take it back, and did not name it`);
  }
}

/** Nobody answered, or nobody was there to be asked. */
export const unverified = (why: string): GapSettlement => risk(why);

const risk = (why: string): GapSettlement => ({ outcome: 'residual-risk', reason: `A risk that is left: ${why}.` });
