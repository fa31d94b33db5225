// Versions and ranges. npm's own library reads both; Cargo's ranges are put into npm's words first.
// A range that nobody can compare (a tag, a URL, a workspace) has no answer rather than a wrong one.

import { intersects, parse, satisfies, valid, validRange } from 'semver';

export type RangeStyle = 'npm' | 'cargo';

/** Undefined when the version or the range cannot be read. Pre-releases count as the versions that they are. */
export function isWithin(version: string, range: string, style: RangeStyle = 'npm'): boolean | undefined {
  const wanted = style === 'npm' ? range : npmOfCargo(range);
  if (valid(version) === null || validRange(wanted) === null) return undefined;
  return satisfies(version, wanted, { includePrerelease: true });
}

export const isRange = (range: string): boolean => validRange(range) !== null;

/** Is there a version that a pin such as `18` or `3.10` means and that the range takes? Undefined when either cannot be read. */
export function canMeet(pin: string, range: string): boolean | undefined {
  if (!/^\d+(\.\d+){0,2}$/.test(pin) || validRange(range) === null) return undefined;
  return intersects(pin, range, { includePrerelease: true });
}

/** Whether one numeric version, pre-releases left out, has reached another. Missing numbers are zeros. */
export function hasReached(version: string, wanted: string): boolean {
  const [have, need] = [parse(release(version)), parse(release(wanted))];
  return have !== null && need !== null && have.compare(need) >= 0;
}

/** Cargo joins comparators with commas and reads a bare version as `^`. */
const npmOfCargo = (range: string): string =>
  range
    .split(',')
    .map((it) => it.replace(/\s+/g, '').replace(/^(?=\d)(?!.*\*)/, '^'))
    .join(' ');

const release = (version: string): string => {
  const [major = '0', minor = '0', patch = '0'] = (/\d+(\.\d+){0,2}/.exec(version)?.[0] ?? '').split('.');
  return `${Number(major)}.${Number(minor)}.${Number(patch)}`;
};
