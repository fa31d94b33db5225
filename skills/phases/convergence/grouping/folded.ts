// A finding that combines many places: which of them count, and its title and own place, which follow from those. A refuted place
// does not count, and neither does one that a range did not touch while it touched others.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { NamedPlace } from '../../../../contracts/findings/finding.ts';

type Folded = Pick<CanonicalFinding, 'places'>;
type ListedPlace = NonNullable<CanonicalFinding['places']>[number];

export const placeKey = ({ path, line }: NamedPlace): string => `${path}:${line ?? 0}`;
export const placeWords = ({ path, line }: NamedPlace): string => (line === undefined ? path : `${path}:${line}`);

export const placesRefuted = ({ places = [] }: Folded): ListedPlace[] => places.filter((it) => it.refuted !== undefined);

/** Not refuted, but older than the change, while other places were touched by it. */
export const placesBefore = ({ places = [] }: Folded): ListedPlace[] =>
  places.some((it) => it.untouched === undefined) ? places.filter((it) => it.refuted === undefined && it.untouched === true) : [];

export function placesLeft(finding: Folded): ListedPlace[] {
  const before = new Set(placesBefore(finding));
  return (finding.places ?? []).filter((it) => it.refuted === undefined && !before.has(it));
}

/** All places that are not shown as the finding's own. */
export const placesGone = (finding: Folded): ListedPlace[] => [...placesRefuted(finding), ...placesBefore(finding)];

type Counted = Pick<CanonicalFinding, 'title' | 'places' | 'path' | 'line'>;

/** Updates the count in the title, and the place, to the remaining places; `before` is the old count. */
export function counting<It extends Counted>(finding: It, before = finding.places?.length ?? 0): It {
  const left = placesLeft(finding);
  const [first] = left;
  if (first === undefined) return finding;
  const title = finding.title.replace(/^(\d+)(?= × )/, (count) => String(Number(count) - (before - left.length)));
  const { path: _, line: __, ...rest } = finding;
  return { ...rest, title, path: first.path, ...(first.line === undefined ? {} : { line: first.line }) } as It;
}
