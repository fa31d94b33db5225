// A finding that many places were folded into: which of them count, and its title and own place by those that do. A place
// that was refuted counts no more, nor does one that a range did not touch while it touched others.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { NamedPlace } from '../../../../contracts/findings/finding.ts';

type Folded = Pick<CanonicalFinding, 'places'>;
type ListedPlace = NonNullable<CanonicalFinding['places']>[number];

export const placeKey = ({ path, line }: NamedPlace): string => `${path}:${line ?? 0}`;
export const placeWords = ({ path, line }: NamedPlace): string => (line === undefined ? path : `${path}:${line}`);

export const placesRefuted = ({ places = [] }: Folded): ListedPlace[] => places.filter((it) => it.refuted !== undefined);

/** Not refuted, and there before: beside places that the change did touch. */
export const placesBefore = ({ places = [] }: Folded): ListedPlace[] =>
  places.some((it) => it.untouched === undefined) ? places.filter((it) => it.refuted === undefined && it.untouched === true) : [];

export function placesLeft(finding: Folded): ListedPlace[] {
  const before = new Set(placesBefore(finding));
  return (finding.places ?? []).filter((it) => it.refuted === undefined && !before.has(it));
}

/** Every place that is not to be shown as one of the finding's. */
export const placesGone = (finding: Folded): ListedPlace[] => [...placesRefuted(finding), ...placesBefore(finding)];

type Counted = Pick<CanonicalFinding, 'title' | 'places' | 'path' | 'line'>;

/** The number in its title, and its place, of the places that are left; `before` is what the title counted until now. */
export function counting<It extends Counted>(finding: It, before = finding.places?.length ?? 0): It {
  const left = placesLeft(finding);
  const [first] = left;
  if (first === undefined) return finding;
  const title = finding.title.replace(/^(\d+)(?= × )/, (count) => String(Number(count) - (before - left.length)));
  const { path: _, line: __, ...rest } = finding;
  return { ...rest, title, path: first.path, ...(first.line === undefined ? {} : { line: first.line }) } as It;
}
