// What the voters' verdicts say about the items of a plan: one word of each voter on each item. A voter that failed has said
// nothing, which is no vote; one that left an item out has abstained on it.

import type { EvidenceCheck, Verdict, VerdictWord } from '../../../../contracts/findings/finding.ts';
import type { ItemVerdict, PlanItem } from '../../../../contracts/plan/plan-verification.ts';

export type PlanAnswer = {
  seat: string;
  dispatch: string;
  /** Why there is no result. */
  failed?: string;
  verdicts?: readonly (Verdict & { checks: EvidenceCheck[] })[];
};

export type Spoken = ReadonlyMap<string, Verdict & { checks: EvidenceCheck[] }>;

/** The voter's verdicts by item; of two on one item the later one counts. */
export const spokenBy = ({ failed, verdicts = [] }: PlanAnswer): Spoken | undefined =>
  failed === undefined ? new Map(verdicts.map((it) => [it.finding, it])) : undefined;

export function wordOn({ id }: PlanItem, { seat, dispatch }: PlanAnswer, spoken: Spoken): ItemVerdict {
  const given = spoken.get(id);
  if (given === undefined) {
    const basis = 'The result gave no verdict on it.';
    return { seat, dispatch, verdict: 'ABSTAIN', basis, evidence: [], checks: [], note: 'no-answer' };
  }
  const { verdict, basis, evidence = [], checks } = given;
  const note = NOT_FOR_PLANS[verdict];
  const word: ItemVerdict = { seat, dispatch, verdict: note === undefined ? verdict : 'ABSTAIN', basis, evidence, checks: [...checks] };
  return note === undefined ? word : { ...word, note };
}

/** Verdicts that only make sense for findings: no voter raised an item, and no item repeats another. */
const NOT_FOR_PLANS: Partial<Record<VerdictWord, string>> = {
  WITHDRAW: 'nothing-to-withdraw',
  DUPLICATE: 'no-duplicates-in-a-plan',
};

export const isVote = ({ verdict }: Pick<ItemVerdict, 'verdict'>): boolean => verdict !== 'ABSTAIN';
export const isAgainst = ({ verdict }: Pick<ItemVerdict, 'verdict'>): boolean => verdict === 'DISAGREE';
