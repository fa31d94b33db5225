// If a change adds dismissals to its project, the program raises that as a finding: the author of the change wants something
// silenced, and a person should know before it is merged.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { AddedDismissals, KnownDismissal } from '../../../../contracts/findings/dismissal.ts';
import { fingerprint } from '../../../../validators/evidence/fingerprint.ts';
import { count } from '../../../wording/numbers.ts';
import { oneLine } from '../../../wording/plain-text.ts';
import { dismissalOf, dismissalWords } from './dismissed.ts';

const CATEGORY = 'muster/added-dismissal';
const SHOWN = 20;
const LONGEST = 150;

export function addedFinding(
  { path, line, entries }: AddedDismissals,
  dismissed: readonly KnownDismissal[],
  number: number,
): CanonicalFinding {
  const shown = entries
    .slice(0, SHOWN)
    .map(
      (it) =>
        `- ${it.fingerprint}${it.title === undefined ? '' : ` (${oneLine(it.title).slice(0, LONGEST)})`}: ${oneLine(it.why).slice(0, LONGEST)}`,
    );
  const more = entries.length > SHOWN ? [`- and ${entries.length - SHOWN} more`] : [];
  const name = fingerprint(
    CATEGORY,
    path,
    entries
      .map((it) => it.fingerprint)
      .toSorted()
      .join(' '),
  );
  // Only the reviewer's own home can dismiss this, never a file that may be part of the change.
  const waved = dismissalOf(
    dismissed.filter((it) => (it.source ?? 'home') === 'home'),
    [name],
  );
  return {
    id: `F-${String(number).padStart(3, '0')}`,
    fingerprint: name,
    origins: ['muster/added-dismissals'],
    seats: ['muster'],
    title: `The change dismisses ${count(entries.length, 'finding')}`,
    category: CATEGORY,
    severity: 'minor',
    path,
    ...(line === undefined ? {} : { line }),
    settledIn: 0,
    claim: [
      `The change adds to ${path}:`,
      ...shown,
      ...more,
      'They silence nothing in this run. Check that each is right before it is merged.',
    ].join('\n'),
    ...(waved === undefined
      ? { state: 'rule-only', reason: 'Muster compared the file before and after the change; no worker was asked.' }
      : { state: 'dismissed', reason: dismissalWords(waved) }),
  };
}
