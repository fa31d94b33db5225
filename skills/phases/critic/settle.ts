// Settles a gap once another worker has looked: confirmed by what that worker saw, or a remaining risk, with the reason. Nothing is
// dropped, and no answer is no confirmation.

import type { EvidenceCheck, LookAtPlace, Verdict } from '../../../contracts/findings/finding.ts';
import type { GapOutcome, NamedGap } from '../../../contracts/findings/gap.ts';
import { type CheckedEvidence, checkedEvidence, showsNoMore } from '../convergence/grouping/places.ts';

export type GapWord = { verdict: Verdict; checks: readonly EvidenceCheck[]; look?: LookAtPlace | undefined };

type ShownGap = Pick<NamedGap, 'gap' | 'checks'>;

export type GapSettlement = { outcome: GapOutcome; reason: string };

/** `word` is undefined if a valid answer left the gap out. */
export function settleGap(by: string, word: GapWord | undefined, gap: ShownGap): GapSettlement {
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
      return agreed(by, word, gap);
    case 'DISAGREE':
      return word.look === 'none' && ownEvidence(word, gap).length === 0
        ? risk(`${by} says that it is not so, but shows no look`)
        : risk(`${by} checked and does not confirm it`);
    case 'DUPLICATE':
      return risk(`${by} says that ${word.verdict.of ?? 'another finding'} already covers it`);
    case 'ABSTAIN':
      return risk(`${by} could not decide`);
    case 'WITHDRAW':
      return risk(`${by} withdrew it, although it did not name it`);
  }
}

/** By a look that its program or a quote of its own shows; a search that finds nothing shows none, because any word finds nothing. */
function agreed(by: string, word: GapWord, gap: ShownGap): GapSettlement {
  const own = ownEvidence(word, gap);
  if (word.look === 'shown' || own.some(({ check }) => check?.line !== undefined))
    return { outcome: 'confirmed', reason: `${by} checked and confirms it.` };
  if (own.length === 0) return risk(`${by} agrees, but shows only what the gap itself shows`);
  if (word.look === 'none') return risk(`${by} agrees, but shows no look`);
  return { outcome: 'confirmed', reason: `${by} checked and confirms it; that it looked is claimed, not witnessed.` };
}

/** What was found and the gap does not show; what it was told it can copy. */
function ownEvidence({ verdict: { evidence = [] }, checks }: GapWord, { gap, checks: known = [] }: ShownGap): CheckedEvidence[] {
  const given = checkedEvidence({ evidence: gap.evidence ?? [], checks: known });
  return checkedEvidence({ evidence, checks: [...checks] }).filter(
    (it) =>
      (it.check?.outcome === 'found' || it.check?.outcome === 'moved') &&
      it.check.told !== true &&
      !given.some((there) => showsNoMore(it, there)),
  );
}

/** No one answered, or there was no one to ask. */
export const unverified = (why: string): GapSettlement => risk(why);

const risk = (why: string): GapSettlement => ({ outcome: 'residual-risk', reason: `Remaining risk: ${why}.` });
