// A finding that many places were folded into is examined place by place: a word may agree with the whole and name
// places at which it is not so. Each of those is settled by the same table, as if it were a finding of its own.

import { cut } from '../../../../contracts/cut.ts';
import type { CanonicalFinding, Convergence, RefutedPlace, Word } from '../../../../contracts/findings/convergence.ts';
import type { NamedPlace } from '../../../../contracts/findings/finding.ts';
import { familyOf } from '../rounds/aliases.ts';
import { settle } from './settle.ts';
import { wordsOn } from './spoken.ts';
import { tallyOf } from './tally.ts';

export const placeKey = ({ path, line }: NamedPlace): string => `${path}:${line ?? 0}`;
export const placeWords = ({ path, line }: NamedPlace): string => (line === undefined ? path : `${path}:${line}`);

/** The places of a folded finding that leave it now that it is settled. */
export function refutedPlaces(convergence: Convergence, finding: CanonicalFinding, adversarial: boolean): RefutedPlace[] {
  const named = new Set(wordsOn(convergence.words, finding.id).flatMap((it) => it.notAt?.map(placeKey) ?? []));
  if (named.size === 0) return [];
  return (finding.places ?? []).flatMap((place): RefutedPlace[] => {
    if (place.refuted !== undefined || !named.has(placeKey(place))) return [];
    const at = { ...convergence, words: asOf(convergence, finding, placeKey(place)) };
    const { state, reason } = settle(tallyOf(at, finding), { round: convergence.round, final: true, adversarial });
    if (state !== 'refuted' && state !== 'withdrawn') return [];
    const { refuted: _, ...where } = place;
    return [{ ...where, why: cut(reason, 500) }];
  });
}

/** What was said, as it bears on one place: whoever says that it is not so there opposes the finding there. */
function asOf({ findings, words }: Convergence, { id }: CanonicalFinding, key: string): Word[] {
  const raisedIt = new Set(familyOf(findings, id).flatMap(({ seats }) => seats));
  return words.map((word): Word => {
    if (word.finding !== id || !word.notAt?.some((it) => placeKey(it) === key)) return word;
    return { ...word, verdict: raisedIt.has(word.seat) ? 'WITHDRAW' : 'DISAGREE' };
  });
}

/** With its refuted places marked; its count and its own place are of those that are left. */
export function withoutPlaces(finding: CanonicalFinding, refuted: readonly RefutedPlace[]): CanonicalFinding {
  if (refuted.length === 0) return finding;
  const why = new Map(refuted.map((it) => [placeKey(it), it.why]));
  const places = finding.places?.map((it) => {
    const reason = why.get(placeKey(it));
    return reason === undefined ? it : { ...it, refuted: reason };
  });
  const first = places?.find((it) => it.refuted === undefined);
  const { path: _, line: __, ...rest } = finding;
  const title = finding.title.replace(/^(\d+)(?= × )/, (count) => String(Math.max(0, Number(count) - refuted.length)));
  const at = first === undefined ? finding : first;
  return {
    ...rest,
    title,
    ...(places === undefined ? {} : { places }),
    ...(at.path === undefined ? {} : { path: at.path }),
    ...(at.line === undefined ? {} : { line: at.line }),
  };
}

export const placesLeft = ({ places = [] }: Pick<CanonicalFinding, 'places'>): typeof places =>
  places.filter((it) => it.refuted === undefined);

export const placesGone = ({ places = [] }: Pick<CanonicalFinding, 'places'>): typeof places =>
  places.filter((it) => it.refuted !== undefined);
