// Claims of simulated reviewers in the form of findings: with their evidence looked up in the files or, for methods that look
// nothing up, as written.

import type { EvidenceCheck, RaisedFinding } from '../../contracts/findings/finding.ts';
import { checkEvidence } from '../../validators/evidence/check-evidence.ts';
import type { EvidenceSource } from '../../validators/evidence/evidence-source.ts';
import { fingerprint } from '../../validators/evidence/fingerprint.ts';
import type { Repository } from './cases.ts';
import type { Claim } from './reviewers.ts';

export const SEATS: readonly string[] = ['ada', 'ben', 'cleo'];
export type Raised = { finding: RaisedFinding; claim: Claim };
/** The groups of claims that are reported as true, and the bytes of asking about them. */
export type Grouping = {
  groups: readonly (readonly Raised[])[];
  bytes: number;
  /** How many of them stand on looks that are only claimed. */
  claimed?: number;
};

export async function raise(claims: readonly Claim[], source?: EvidenceSource): Promise<Raised[]> {
  return Promise.all(
    claims.map(async (claim, nth) => {
      const { reviewer, wording, evidence } = claim;
      const dispatch = `r-abcdef.d${reviewer + 1}`;
      const localId = `a${nth}`;
      const checks: EvidenceCheck[] = source ? await Promise.all(evidence.map((it) => checkEvidence(it, source))) : [];
      const finding = { ...wording, localId, severity: 'major' as const, evidence: [...evidence], confidence: 0.8 };
      const { path = '', quote = '' } = evidence[0] ?? {};
      const print = fingerprint(wording.category, path, quote);
      return {
        claim,
        finding: { ref: `${dispatch}/${localId}`, dispatch, seat: SEATS[reviewer] ?? '', fingerprint: print, finding, checks },
      };
    }),
  );
}

export const sourceOf = ({ files }: Repository): EvidenceSource => ({
  hasFrom: false,
  async file(_, path) {
    const text = files.get(path);
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text };
  },
  paths: async () => [...files.keys()],
  renamed: async () => undefined,
});
