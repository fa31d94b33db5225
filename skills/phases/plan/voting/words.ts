// What the voters' verdicts say about the items of a plan: one word of each voter on each item. A voter that failed has said
// nothing, which is no vote; one that left an item out has abstained on it.

import type { EvidenceCheck, LookAtPlace, Verdict, VerdictWord } from '../../../../contracts/findings/finding.ts';
import type { ItemVerdict, PlanItem } from '../../../../contracts/plan/plan-verification.ts';

export type PlanAnswer = {
  seat: string;
  dispatch: string;
  /** Why there is no result. */
  failed?: string;
  verdicts?: readonly GivenVote[];
};

export type GivenVote = Verdict & { checks: EvidenceCheck[]; look?: LookAtPlace | undefined };

export type Spoken = ReadonlyMap<string, GivenVote>;

/** The voter's verdicts by item; of two on one item the later one counts. */
export const spokenBy = ({ failed, verdicts = [] }: PlanAnswer): Spoken | undefined =>
  failed === undefined ? new Map(verdicts.map((it) => [it.finding, it])) : undefined;

export function wordOn({ id }: PlanItem, { seat, dispatch }: PlanAnswer, spoken: Spoken): ItemVerdict {
  const given = spoken.get(id);
  if (given === undefined) {
    const basis = 'The result gave no verdict on it.';
    return { seat, dispatch, verdict: 'ABSTAIN', basis, evidence: [], checks: [], note: 'no-answer' };
  }
  const { verdict, basis, evidence = [], checks, look } = given;
  const seen = look === undefined ? {} : { look: quotes(checks) ? ('shown' as const) : look };
  const word: ItemVerdict = { seat, dispatch, verdict, basis, evidence, checks: [...checks], ...seen };
  const note = NOT_FOR_PLANS[verdict] ?? (seen.look === 'none' ? UNLOOKED[verdict] : undefined);
  if (note === undefined) return word;
  return { ...word, verdict: note === OBJECTION ? verdict : 'ABSTAIN', note };
}

/** A line of the project that its prompt does not show. */
const quotes = (checks: readonly EvidenceCheck[]): boolean =>
  checks.some(({ outcome, line, told }) => (outcome === 'found' || outcome === 'moved') && line !== undefined && told !== true);

/** An objection may be about the plan's own words, so it is kept for the planner and the person, but it stops nothing. */
const OBJECTION = 'disagreed-without-looking';
const UNLOOKED: Partial<Record<VerdictWord, string>> = {
  AGREE: 'agreed-without-looking',
  SUPPLEMENT: 'agreed-without-looking',
  DISAGREE: OBJECTION,
};

/** Verdicts that only make sense for findings: no voter raised an item, and no item repeats another. */
const NOT_FOR_PLANS: Partial<Record<VerdictWord, string>> = {
  WITHDRAW: 'nothing-to-withdraw',
  DUPLICATE: 'no-duplicates-in-a-plan',
};

type Word = Pick<ItemVerdict, 'verdict' | 'note'>;

/** It is counted: who votes has looked at what the item is about. */
export const isVote = ({ verdict, note }: Word): boolean => verdict !== 'ABSTAIN' && note !== OBJECTION;
export const saysSomething = ({ verdict }: Word): boolean => verdict !== 'ABSTAIN';
export const showsNoLook = ({ note }: Word): boolean => note === OBJECTION || note === 'agreed-without-looking';
export const isAgainst = ({ verdict }: Pick<ItemVerdict, 'verdict'>): boolean => verdict === 'DISAGREE';
