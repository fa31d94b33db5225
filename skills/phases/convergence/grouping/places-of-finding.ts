// The files of a finding: where a worker that judges it has to look.

import type { Convergence } from '../../../../contracts/findings/convergence.ts';
import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { familyOf } from '../rounds/aliases.ts';
import { evidenceOf, placeOf } from './places.ts';

/** Empty for a finding of which no evidence has a place, such as a search over many files. */
export function pathsOf({ findings }: Convergence, raised: readonly RaisedFinding[], finding: string): string[] {
  const family = familyOf(findings, finding);
  const origins = new Set(family.flatMap((it) => it.origins));
  const shown = raised.filter(({ ref }) => origins.has(ref)).flatMap((it) => evidenceOf(it).map((one) => placeOf(one)?.path));
  return [...new Set([...shown, ...family.map(({ path }) => path)])].filter((it) => it !== undefined);
}
