// Parses severities and finding states as typed by a person.

import { MusterError } from '../../../contracts/errors.ts';
import type { FindingState } from '../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../contracts/findings/finding.ts';
import { FINDING_STATES, SEVERITIES } from '../../../contracts/findings/names.ts';
import { nearest } from '../../../runtime/text/nearest.ts';

export const severityOf = (given: string | undefined, option: string): Severity | undefined =>
  given === undefined ? undefined : oneOf(given, SEVERITIES, option);

export function statesOf(given: readonly string[], option: string): FindingState[] | undefined {
  if (given.length === 0) return undefined;
  return given.flatMap((it) => it.split(',')).map((it) => oneOf(it.trim(), FINDING_STATES, option));
}

export function oneOf<T extends string>(given: string, known: readonly T[], option: string): T {
  const found = known.find((it) => it === given.toLowerCase());
  if (found !== undefined) return found;
  const right = nearest(given, known);
  throw new MusterError(
    'usage',
    `${option} must be one of ${known.join(', ')}, not \`${given}\`${right ? `; did you mean \`${right}\`?` : ''}`,
    'Use one of these.',
  );
}
