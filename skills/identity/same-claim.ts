// Whether two findings at one place, from different runs, make the same claim. A category that a model chose is ignored; two rules
// of a program never make the same claim.

import { ALIKE, type Reading, readingOf, similarity } from '../phases/convergence/grouping/similarity.ts';

export type Claim = {
  category: string;
  title: string;
  claim: string;
  /** Every fingerprint it has had. */
  fingerprints: readonly string[];
};

const SAME_FINGERPRINT = 4;
const SAME_TITLE = 2;

/** How certain that is; undefined if they are different. `beside`: they are near each other but share no line. */
export function sameClaim(a: Claim, b: Claim, beside = false): number | undefined {
  const [one, other] = [isRule(a.category), isRule(b.category)];
  const known = a.fingerprints.some((it) => b.fingerprints.includes(it)) ? SAME_FINGERPRINT : 0;
  const titled = plainTitle(a.title) === plainTitle(b.title) ? SAME_TITLE : 0;
  if (one && other) return a.category === b.category && !(beside && known === 0) ? 1 + known + titled : undefined;
  const score = similarity(reading(a), reading(b), beside);
  if (known + titled > 0 && !beside) return Math.max(score, ALIKE) + known + titled;
  return score >= ALIKE ? score : undefined;
}

/** Programs name what they find `family/rule`. */
export const isRule = (category: string): boolean => /^[^/]+\/./.test(category);

/** Without line numbers and paths, which change. */
const plainTitle = (title: string): string =>
  title
    .toLowerCase()
    .replace(/\S*[/:]\S*/g, '')
    .replace(/\d+/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const reading = ({ title, claim, category }: Claim): Reading => readingOf({ title, claim, category, quotes: [] });
