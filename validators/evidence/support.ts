// What the checks of evidence mean for those who rest on it: a finding, and an objection to one.

import type { EvidenceCheck } from '../../contracts/findings/finding.ts';

/** A finding all of whose evidence is absent is sent to nobody. One without any evidence is merely unproved. */
export const isUnsupported = (checks: readonly EvidenceCheck[]): boolean =>
  checks.length > 0 && checks.every((check) => check.outcome === 'absent');

/** An objection's evidence counts when it was found and is not what the finding itself points at. */
export function counterProofChecked(verdict: readonly EvidenceCheck[], finding: readonly EvidenceCheck[]): boolean {
  return verdict.some((proof) => proof.outcome === 'found' && !finding.some((own) => samePlace(proof, own)));
}

function samePlace(one: EvidenceCheck, other: EvidenceCheck): boolean {
  if (one.path !== other.path || (one.side ?? 'head') !== (other.side ?? 'head')) return false;
  if (one.line === undefined || other.line === undefined) return one.line === other.line;
  return one.line <= (other.endLine ?? other.line) && other.line <= (one.endLine ?? one.line);
}
