// Settles a gap once another worker has looked: confirmed by what that worker saw, or a remaining risk, with the reason. Nothing is
// dropped, and no answer is no confirmation.

import type { EvidenceCheck, Verdict } from '../../../contracts/findings/finding.ts';
import type { GapOutcome } from '../../../contracts/findings/gap.ts';

export type GapWord = { verdict: Verdict; checks: readonly EvidenceCheck[] };

export type GapSettlement = { outcome: GapOutcome; reason: string };

/** `word` is undefined if a valid answer left the gap out. */
export function settleGap(by: string, word: GapWord | undefined): GapSettlement {
  if (word === undefined) return risk(`${by} was asked but gave no verdict`);
  switch (word.verdict.verdict) {
    case 'AGREE':
    case 'SUPPLEMENT':
      if (word.checks.length === 0) return risk(`${by} agrees but shows no evidence`);
      // A place without its text, or the output of a command, does not show that anyone looked it up.
      if (!word.checks.some(({ outcome }) => outcome === 'found' || outcome === 'moved'))
        return risk(
          word.checks.every(({ outcome }) => outcome === 'absent')
            ? `${by} agrees, but its evidence was not found`
            : `${by} agrees, but shows nothing that could be looked up`,
        );
      return { outcome: 'confirmed', reason: `${by} checked and confirms it.` };
    case 'DISAGREE':
      return risk(`${by} checked and does not confirm it`);
    case 'DUPLICATE':
      return risk(`${by} says that ${word.verdict.of ?? 'another finding'} already covers it`);
    case 'ABSTAIN':
      return risk(`${by} could not decide`);
    case 'WITHDRAW':
      return risk(`${by} withdrew it, although it did not name it`);
  }
}

/** No one answered, or there was no one to ask. */
export const unverified = (why: string): GapSettlement => risk(why);

const risk = (why: string): GapSettlement => ({ outcome: 'residual-risk', reason: `Remaining risk: ${why}.` });
