// Versions and ranges. npm's own library reads both; Cargo's ranges are translated to npm's syntax first. A range that cannot be
// compared (a tag, a URL, a workspace) gives no answer rather than a wrong one.

import { coerce, intersects, satisfies, valid, validRange } from 'semver';

/** Undefined if the version or the range cannot be parsed. Pre-releases count as the versions that they are. */
export function isWithin(version: string, range: string, style: 'npm' | 'cargo' = 'npm'): boolean | undefined {
  const wanted = style === 'npm' ? range : npmOfCargo(range);
  if (valid(version) === null || validRange(wanted) === null) return undefined;
  return satisfies(version, wanted, { includePrerelease: true });
}

export const isRange = (range: string): boolean => validRange(range) !== null;

/** Whether a version exists that matches both a pin such as `18` or `3.10` and the range. Undefined if either cannot be parsed. */
export function canMeet(pin: string, range: string): boolean | undefined {
  if (!/^\d+(\.\d+){0,2}$/.test(pin) || !isRange(range)) return undefined;
  return intersects(pin, range);
}

/** Whether a version is at least another one; anything after the third number is ignored, and a missing number is zero. */
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
