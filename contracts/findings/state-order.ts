// The states of findings for a reader: their order, which of them to act on, and which are still open.

import type { CanonicalFinding, FindingState } from './convergence.ts';

/** The order in which a report lists them. */
export const STATE_ORDER: readonly FindingState[] = [
  'full-consensus',
  'partial-consensus',
  'rechecked',
  'worker-unique',
  'rule-only',
  'contested',
  'not-examined',
  'queued',
  'pre-existing',
  'refuted',
  'withdrawn',
  'unsupported',
  'dismissed',
  'merged',
];

/** What a reader should act on: confirmed, or unopposed. */
export const ACTIONABLE: ReadonlySet<FindingState> = new Set([
  'full-consensus',
  'partial-consensus',
  'rechecked',
  'worker-unique',
  'rule-only',
]);
/** What still needs a person's judgement. */
export const UNRESOLVED: ReadonlySet<FindingState> = new Set(['contested', 'not-examined', 'queued']);
/**
 * Refuted, but fewer than two of those who refuted it are seen to have looked. That is said in the report, and takes nothing away: until a
 * person decides, the finding counts like a disputed one.
 */
export const isRefutedInWords = ({ state, claimed }: Pick<CanonicalFinding, 'state' | 'claimed'>): boolean =>
  state === 'refuted' && claimed === true;
/** A person has to decide about it. */
export const needsPerson = (it: Pick<CanonicalFinding, 'state' | 'claimed'>): boolean => UNRESOLVED.has(it.state) || isRefutedInWords(it);
/** What stands at the end of a run: nobody has refuted it, and nothing has set it aside. */
export const stands = (it: Pick<CanonicalFinding, 'state' | 'claimed'>): boolean => ACTIONABLE.has(it.state) || needsPerson(it);
