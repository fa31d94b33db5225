// The standing of each finding for the narrative: the verdicts on it, who supports it, who opposes it, and what was unusual about
// its evidence. Merged findings are told under the id into which they were merged.

import type { CanonicalFinding, FindingState, FindingVerdict } from '../../../contracts/findings/convergence.ts';
import type { RaisedFinding, Severity } from '../../../contracts/findings/finding.ts';
import { SEVERITIES } from '../../../contracts/findings/names.ts';
import { ACTIONABLE, STATE_ORDER, UNRESOLVED } from '../../../contracts/findings/state-order.ts';
import type { Report } from '../../../contracts/run/report.ts';

export type Standing = {
  finding: CanonicalFinding;
  raised: RaisedFinding[];
  /** Latest words only. */
  words: FindingVerdict[];
  holds: string[];
  opposes: FindingVerdict[];
  held: boolean;
  open: boolean;
};

const ALONE: ReadonlySet<FindingState> = new Set(['worker-unique', 'rule-only']);

/** One reviewer says so, and no other. */
export const isAlone = ({ finding }: Standing): boolean => ALONE.has(finding.state);

export function standings({ run }: Report): Standing[] {
  const raised = new Map(run.raised.map((it) => [it.ref, it]));
  const words = Map.groupBy(run.words, (it) => it.finding);
  return run.findings
    .filter((it) => it.state !== 'merged')
    .map((finding) => {
      const latest = latestOf(words.get(finding.id) ?? []);
      const against = new Set(latest.filter((it) => it.verdict === 'DISAGREE' || it.verdict === 'WITHDRAW').map((it) => it.seat));
      const supports = latest.filter((it) => it.verdict === 'AGREE' || it.verdict === 'SUPPLEMENT').map((it) => it.seat);
      return {
        finding,
        raised: finding.origins.flatMap((ref) => raised.get(ref) ?? []),
        words: latest,
        holds: [...new Set([...finding.seats, ...supports])].filter((it) => !against.has(it)),
        opposes: latest.filter((it) => it.verdict === 'DISAGREE'),
        held: ACTIONABLE.has(finding.state),
        open: UNRESOLVED.has(finding.state),
      };
    });
}

/** A seat's last real verdict: an abstention does not withdraw what was said before. */
function latestOf(words: readonly FindingVerdict[]): FindingVerdict[] {
  const latest = new Map<string, FindingVerdict>();
  for (const word of [...words].sort((a, b) => a.round - b.round)) {
    if (word.verdict !== 'ABSTAIN' || !latest.has(word.seat)) latest.set(word.seat, word);
  }
  return [...latest.values()];
}

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Most severe first, then best supported. */
export function worstFirst(a: Standing, b: Standing): number {
  return (
    severityRank(a.finding.severity) - severityRank(b.finding.severity) ||
    STATE_ORDER.indexOf(a.finding.state) - STATE_ORDER.indexOf(b.finding.state) ||
    Number(a.finding.id.slice(2)) - Number(b.finding.id.slice(2))
  );
}

export const placeOf = ({ finding }: Standing): string | undefined =>
  finding.path === undefined ? undefined : finding.line === undefined ? finding.path : `${finding.path}:${finding.line}`;
