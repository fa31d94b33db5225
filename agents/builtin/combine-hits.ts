// Combines more than five hits of one rule into one finding with a list, so that a habit of a project is one thing to decide and
// not fifty.

import { cut } from '../../contracts/cut.ts';
import type { Evidence, Severity } from '../../contracts/findings/finding.ts';
import type { Hit, Rule } from './rule.ts';

/** Most severe first. Repeated here, because the list in contracts would load the schema library. */
const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const satisfies readonly Severity[];
const MOST_ALONE = 5;
const MOST_LISTED = 100;

export function combineHits(rule: Rule, hits: readonly Hit[]): Hit[] {
  if (hits.length <= MOST_ALONE) return [...hits];
  const places: Evidence[] = hits.flatMap((it) => it.evidence.slice(0, 1)).slice(0, MOST_LISTED);
  const lines = hits.slice(0, MOST_LISTED).map((it) => `- ${it.title}`);
  if (hits.length > MOST_LISTED) lines.push(`- and ${hits.length - MOST_LISTED} more`);
  const recommendation = hits.find((it) => it.recommendation !== undefined)?.recommendation;
  return [
    {
      severity: gravest(hits),
      title: `${hits.length} × ${rule.says}`,
      claim: cut([`${hits.length} places, each found by the same rule:`, ...lines].join('\n'), 16_000),
      evidence: places,
      folded: true,
      ...(recommendation === undefined ? {} : { recommendation }),
      confidence: Math.min(...hits.map((it) => it.confidence)),
    },
  ];
}

const gravest = (hits: readonly Hit[]): Severity => SEVERITIES.find((it) => hits.some((hit) => hit.severity === it)) ?? 'info';
