// Whether a person has dismissed a raised finding. It is recognised by its fingerprint, in this run's words or in those of another
// worker that the person saw together with it.

import type { DismissalSource, KnownDismissal } from '../../../../contracts/findings/dismissal.ts';

const SOURCES: readonly DismissalSource[] = ['home', 'project', 'stranger'];

/** If several dismissals match one of these fingerprints, the one that takes precedence. */
export function dismissalOf(dismissals: readonly KnownDismissal[], fingerprints: readonly string[]): KnownDismissal | undefined {
  const fitting = dismissals.filter((it) => namesOf(it).some((named) => fingerprints.includes(named)));
  return SOURCES.map((source) => fitting.find((it) => (it.source ?? 'home') === source)).find((it) => it !== undefined);
}

const namesOf = ({ fingerprint, also = [] }: KnownDismissal): string[] => [fingerprint, ...also];

export function namedBy<It extends { fingerprint: string }>(dismissal: KnownDismissal, findings: readonly It[]): It[] {
  const names = new Set(namesOf(dismissal));
  return findings.filter((it) => names.has(it.fingerprint));
}

export function dismissalWords({ fingerprint, why, who, when, source }: KnownDismissal): string {
  const by = who === undefined ? 'a person' : who;
  const where = source === 'stranger' ? ' in a file of this project, which you do not trust' : '';
  return `Dismissed as ${fingerprint} by ${by}${when === undefined ? '' : ` on ${when.slice(0, 10)}`}${where}; no worker was asked: ${why}`;
}
