// Whether a person has dismissed what a worker raises: found by its fingerprint, in this run's words or
// in those of another worker that the person saw together with it.

import type { Dismissal } from '../../../../contracts/findings/dismissal.ts';

/** An entry may name only the beginning of a fingerprint, as a person copies it. */
export const dismissalOf = (dismissals: readonly Dismissal[], fingerprint: string): Dismissal | undefined =>
  dismissals.find((it) => [it.fingerprint, ...(it.also ?? [])].some((named) => fingerprint.startsWith(named)));

export function dismissalWords({ fingerprint, why, who, when }: Dismissal): string {
  const by = who === undefined ? 'a person' : who;
  return `Dismissed as ${fingerprint} by ${by}${when === undefined ? '' : ` on ${when.slice(0, 10)}`}; no worker was asked: ${why}`;
}
