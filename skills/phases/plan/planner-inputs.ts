// What a planner is given: each finding that was confirmed, or of which one worker is sure, with its finder's recommendation and
// the evidence that the program found. Data for programs, text for models.

import type { CanonicalFinding, Convergence } from '../../../contracts/findings/convergence.ts';
import type { Evidence, RaisedFinding } from '../../../contracts/findings/finding.ts';
import { evidenceText } from '../convergence/grouping/finding-text.ts';
import { placeKey, placesGone } from '../convergence/grouping/folded.ts';
import { asFound, type CheckedEvidence, evidenceOf } from '../convergence/grouping/places.ts';
import { familyOf } from '../convergence/rounds/aliases.ts';

export type PlannedFinding = Pick<CanonicalFinding, 'id' | 'state' | 'title' | 'category' | 'severity' | 'path' | 'line'> & {
  claim: string;
  recommendation?: string;
  evidence: Evidence[];
};

export function plannedFindings(
  convergence: Convergence | null,
  raised: readonly RaisedFinding[],
  ids: readonly string[],
): PlannedFinding[] {
  const all = convergence?.findings ?? [];
  const byRef = new Map(raised.map((it) => [it.ref, it]));
  return all
    .filter(({ id }) => ids.includes(id))
    .map(({ id, state, title, category, severity, path, line, places }) => {
      const gone = new Set(placesGone({ places }).map(placeKey));
      const members = familyOf(all, id).flatMap(({ origins }) => origins.flatMap((ref) => byRef.get(ref) ?? []));
      const recommended = members.find((it) => it.finding.recommendation !== undefined)?.finding.recommendation;
      return {
        id,
        state,
        title,
        category,
        severity,
        ...(path === undefined ? {} : { path }),
        ...(line === undefined ? {} : { line }),
        claim: members[0]?.finding.claim ?? title,
        ...(recommended === undefined ? {} : { recommendation: recommended }),
        evidence: members
          .flatMap(evidenceOf)
          .filter(isThere)
          .map(asFound)
          .filter((it) => it.path === undefined || !gone.has(placeKey({ ...it, path: it.path })))
          .filter(isFirst),
      };
    });
}

export function plannedText({ id, state, severity, category, title, claim, recommendation, evidence }: PlannedFinding): string {
  return [
    `${id} · ${severity} · ${category} · ${state}\n${title}`,
    `Claim: ${claim}`,
    recommendation === undefined ? '' : `Recommended: ${recommendation}`,
    evidence.length === 0 ? '' : ['Evidence:', ...evidence.map((it) => `- ${evidenceText(it)}`)].join('\n'),
  ]
    .filter((it) => it !== '')
    .join('\n\n');
}

const isThere = ({ check }: CheckedEvidence): boolean => check?.outcome !== 'absent';

const isFirst = (it: Evidence, at: number, all: readonly Evidence[]): boolean =>
  all.findIndex((one) => one.path === it.path && one.line === it.line && one.quote === it.quote) === at;
