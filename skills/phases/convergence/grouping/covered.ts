// Whether a dismissal is about a finding that has its fingerprint. The fingerprint names a category and a line: another claim about the
// same line, and new places of the same rule, are nothing that a person has seen.

import type { KnownDismissal } from '../../../../contracts/findings/dismissal.ts';
import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { fingerprint } from '../../../../validators/evidence/fingerprint.ts';
import { evidenceOf } from './places.ts';
import { readingOf } from './similarity.ts';

/** `named`: those of the group whose fingerprints the dismissal names. */
export const covers = (dismissal: KnownDismissal, group: readonly RaisedFinding[], named: readonly RaisedFinding[]): boolean =>
  named.some((it) => !isOtherClaim(dismissal, it)) && !hasNewPlaces(dismissal, group);

/** A rule of a program makes one claim. Of words, only those that clearly mean another kind of problem tell claims apart. */
function isOtherClaim({ title }: KnownDismissal, { finding }: RaisedFinding): boolean {
  if (title === undefined || /^[^/]+\/./.test(finding.category)) return false;
  const [was, is] = [readingOf({ title, claim: '', quotes: [] }), readingOf({ ...finding, quotes: [] })];
  return was.kinds.size > 0 && is.kinds.size > 0 && ![...was.kinds].some((kind) => is.kinds.has(kind));
}

function hasNewPlaces({ places }: KnownDismissal, group: readonly RaisedFinding[]): boolean {
  if (places === undefined || !isFolded(group)) return false;
  const left = [...places];
  return placesShown(group).some((it) => {
    const at = left.indexOf(it);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

export const isFolded = (group: readonly RaisedFinding[]): boolean => group.some(({ finding }) => finding.folded === true);

/** The place of each piece of evidence, by its file and text, so that a line may move. Two workers that show the same show one. */
export function placesShown(group: readonly RaisedFinding[]): string[] {
  const seen = new Map<string, string>();
  for (const { finding, ...one } of group)
    for (const { evidence, check } of evidenceOf({ finding, ...one })) {
      if (check?.outcome === 'absent') continue;
      const { path = '', line = 0, quote } = evidence;
      seen.set(`${path}:${check?.line ?? line}`, fingerprint('', path, quote ?? ''));
    }
  return [...seen.values()];
}
