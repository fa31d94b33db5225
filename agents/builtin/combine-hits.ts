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
  // One removed file is one thing to decide. It is no place of a list: the places there count by whether the change touched them.
  const broken = Map.groupBy(
    hits.filter((it) => it.brokenBy !== undefined),
    (it) => it.brokenBy,
  );
  const others = hits.filter((it) => it.brokenBy === undefined);
  return [
    ...(others.length <= MOST_ALONE ? others : [inOne(others, `${others.length} × ${rule.says}`, true)]),
    ...[...broken].flatMap(([gone, by]) => (by.length === 1 ? by : [inOne(by, `${gone} is gone: ${by.length} × ${rule.says}`, false)])),
  ];
}

function inOne(hits: readonly Hit[], title: string, folded: boolean): Hit {
  const places: Evidence[] = hits.flatMap((it) => it.evidence.slice(0, 1)).slice(0, MOST_LISTED);
  const lines = hits.slice(0, MOST_LISTED).map((it) => `- ${it.title}`);
  if (hits.length > MOST_LISTED) lines.push(`- and ${hits.length - MOST_LISTED} more`);
  const recommendation = hits.find((it) => it.recommendation !== undefined)?.recommendation;
  const [first] = hits;
  return {
    severity: gravest(hits),
    title,
    claim: cut([`${hits.length} places, each found by the same rule:`, ...lines].join('\n'), 16_000),
    evidence: places,
    ...(folded ? { folded: true } : { brokenBy: first?.brokenBy }),
    ...(recommendation === undefined ? {} : { recommendation }),
    confidence: Math.min(...hits.map((it) => it.confidence)),
  };
}

const gravest = (hits: readonly Hit[]): Severity => SEVERITIES.find((it) => hits.some((hit) => hit.severity === it)) ?? 'info';
