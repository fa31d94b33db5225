// Versions and ranges. npm's own library reads both; Cargo's ranges are put into npm's words first.
// A range that cannot be compared (a tag, a URL, a workspace) gives no answer rather than a wrong one.

import { coerce, intersects, satisfies, valid, validRange } from 'semver';

/** Undefined when the version or the range cannot be read. Pre-releases count as the versions that they are. */
export function isWithin(version: string, range: string, style: 'npm' | 'cargo' = 'npm'): boolean | undefined {
  const wanted = style === 'npm' ? range : npmOfCargo(range);
  if (valid(version) === null || validRange(wanted) === null) return undefined;
  return satisfies(version, wanted, { includePrerelease: true });
}

export const isRange = (range: string): boolean => validRange(range) !== null;

/** Is there a version that a pin such as `18` or `3.10` means and that the range takes? Undefined when either cannot be read. */
export function canMeet(pin: string, range: string): boolean | undefined {
  if (!/^\d+(\.\d+){0,2}$/.test(pin) || !isRange(range)) return undefined;
  return intersects(pin, range);
}

/** Whether a version has come as far as another; what follows the third number counts for nothing, a missing number is zero. */
export function hasReached(version: string, wanted: string): boolean {
  const need = coerce(wanted);
  return need === null || (coerce(version)?.compare(need) ?? -1) >= 0;
}

/** Cargo joins comparators by commas and reads a bare version as `^`. */
const npmOfCargo = (range: string): string =>
  range
    .split(',')
    .map((it) => it.replace(/\s+/g, '').replace(/^(?=\d[^*]*$)/, '^'))
    .join(' ');
