// The files of a finding: where a worker that judges it has to look, and which of them are its place.

import type { Convergence } from '../../../../contracts/findings/convergence.ts';
import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { familyOf } from '../rounds/aliases.ts';
import { evidenceOf, placeOf } from './places.ts';

export type FilesOfFinding = {
  /** All that it shows. Empty if no evidence has a place, such as a search over many files. */
  places: string[];
  /** The file under which it is listed; of a finding of many places, all of them. */
  own: string[];
  /** Each of `own` is a place that is judged with the others. */
  all: boolean;
};

export function filesOfFinding({ findings }: Convergence, raised: readonly RaisedFinding[], finding: string): FilesOfFinding {
  const family = familyOf(findings, finding);
  const origins = new Set(family.flatMap((it) => it.origins));
  const shown = raised.filter(({ ref }) => origins.has(ref)).flatMap((it) => evidenceOf(it).map((one) => placeOf(one)?.path));
  const listed = family.map(({ path }) => path);
  const folded = family.flatMap((it) => it.places?.map(({ path }) => path) ?? []);
  return { places: distinct([...shown, ...listed]), own: distinct(folded.length > 0 ? folded : listed), all: folded.length > 0 };
}

const distinct = (some: readonly (string | undefined)[]): string[] => [...new Set(some)].filter((it) => it !== undefined);
