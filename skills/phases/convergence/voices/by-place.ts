// Examines a folded finding place by place: a verdict may agree with the whole and name places where it does not hold. Each such
// place is settled by the same table, as if it were a finding of its own.

import { cut } from '../../../../contracts/cut.ts';
import type { CanonicalFinding, Convergence, FindingVerdict, RefutedPlace } from '../../../../contracts/findings/convergence.ts';
import { counting, placeKey, placesLeft } from '../grouping/folded.ts';
import { familyOf } from '../rounds/aliases.ts';
import { settle } from './settle.ts';
import { tallyOf } from './tally.ts';
import { wordsOn } from './words-by-finding.ts';

/** The places that a folded finding loses now that it is settled. */
export function refutedPlaces(convergence: Convergence, finding: CanonicalFinding, adversarial: boolean): RefutedPlace[] {
  const named = new Set(wordsOn(convergence.words, finding.id).flatMap((it) => it.notAt?.map(placeKey) ?? []));
  if (named.size === 0) return [];
  return placesLeft(finding).flatMap((place): RefutedPlace[] => {
    if (!named.has(placeKey(place))) return [];
    const at = { ...convergence, words: asOf(convergence, finding, placeKey(place)) };
    const { state, reason } = settle(tallyOf(at, finding), { round: convergence.round, final: true, adversarial });
    if (state !== 'refuted' && state !== 'withdrawn') return [];
    const { path, line } = place;
    return [{ path, ...(line === undefined ? {} : { line }), why: cut(reason, 500) }];
  });
}

/** The verdicts as they apply to one place: a worker that refutes the finding there opposes it there. */
function asOf({ findings, words }: Convergence, { id }: CanonicalFinding, key: string): FindingVerdict[] {
  const raisedIt = new Set(familyOf(findings, id).flatMap(({ seats }) => seats));
  return words.map((word): FindingVerdict => {
    if (word.finding !== id || !word.notAt?.some((it) => placeKey(it) === key)) return word;
    return { ...word, verdict: raisedIt.has(word.seat) ? 'WITHDRAW' : 'DISAGREE' };
  });
}

/** With its refuted places marked; its count and its own place follow from the others. */
export function withoutPlaces(finding: CanonicalFinding, refuted: readonly RefutedPlace[]): CanonicalFinding {
  if (refuted.length === 0) return finding;
  const why = new Map(refuted.map((it) => [placeKey(it), it.why]));
  const places = finding.places?.map((it) => {
    const reason = why.get(placeKey(it));
    return reason === undefined ? it : { ...it, refuted: reason };
  });
  return counting({ ...finding, ...(places === undefined ? {} : { places }) }, placesLeft(finding).length);
}
