// What the states of a finding are called, in which order a reader meets them, and what each means.

import type { CanonicalFinding, EndReason, FindingState } from '../../contracts/findings/convergence.ts';
import { SEVERITIES, type Severity } from '../../contracts/findings/finding.ts';

export type StateWords = {
  /** On a card, in a table. */
  label: string;
  /** Over the section of a report. */
  heading: string;
  /** What a reader may conclude from it. */
  means: string;
};

export const STATE_WORDS: Readonly<Record<FindingState, StateWords>> = {
  'full-consensus': {
    label: 'full consensus',
    heading: 'Held by everybody',
    means: 'Every analyser whose field it is supports it; nobody objects.',
  },
  'partial-consensus': {
    label: 'partial consensus',
    heading: 'Held by several',
    means: 'At least two support it. Who did not answer, and any dissent, stands with it.',
  },
  'worker-unique': {
    label: 'one worker only',
    heading: 'Held by one worker, unverified',
    means: 'One worker raised it, nobody objected, and nobody else could confirm it.',
  },
  'contested': {
    label: 'contested',
    heading: 'Contested',
    means: 'Workers disagree and the rounds are over. Read both sides; a person decides.',
  },
  'not-examined': {
    label: 'not examined',
    heading: 'Not examined',
    means: 'The run ended before everybody who could judge it was asked.',
  },
  'queued': {
    label: 'not settled',
    heading: 'Not settled',
    means: 'Still in the queue when this was written.',
  },
  'refuted': {
    label: 'refuted',
    heading: 'Refuted',
    means: 'One worker raised it, and all others who judged it opposed it.',
  },
  'withdrawn': {
    label: 'withdrawn',
    heading: 'Withdrawn',
    means: 'The worker who raised it took it back, and nobody else supports it.',
  },
  'unsupported': {
    label: 'unsupported',
    heading: 'Unsupported',
    means: 'None of its evidence is where it says it is. It was not sent to anybody.',
  },
  'dismissed': {
    label: 'dismissed',
    heading: 'Dismissed earlier',
    means: 'A person dismissed it in an earlier run, with a reason.',
  },
  'merged': {
    label: 'merged',
    heading: 'Merged into another',
    means: 'Found to be the same as another finding, under whose name it goes on.',
  },
};

/** Why there were no more rounds. */
export const END_WORDS: Readonly<Record<EndReason, string>> = {
  'queue-empty': 'everything was settled',
  'max-rounds': 'no round was left',
  'quorum-lost': 'fewer than two could still answer',
  'disabled': 'switched off, or fewer than two analysers',
  'budget': 'the budget was reached',
  'deadline': 'the deadline passed',
  'stopped': 'the run was stopped',
};

/** The order in which a report tells them. */
export const STATE_ORDER: readonly FindingState[] = [
  'full-consensus',
  'partial-consensus',
  'worker-unique',
  'contested',
  'not-examined',
  'queued',
  'refuted',
  'withdrawn',
  'unsupported',
  'dismissed',
  'merged',
];

/** What a reader should act on: it held, as far as anybody could tell. */
export const HELD: ReadonlySet<FindingState> = new Set(['full-consensus', 'partial-consensus', 'worker-unique']);
/** What still needs somebody's judgement. */
export const OPEN: ReadonlySet<FindingState> = new Set(['contested', 'not-examined', 'queued']);

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const stateRank = (state: FindingState): number => STATE_ORDER.indexOf(state);

/** The worst first; what held before what did not; then the order of the ids. */
export function worstFirst(a: CanonicalFinding, b: CanonicalFinding): number {
  return severityRank(a.severity) - severityRank(b.severity) || stateRank(a.state) - stateRank(b.state) || byId(a, b);
}

export function byId(a: CanonicalFinding, b: CanonicalFinding): number {
  return Number(a.id.slice(2)) - Number(b.id.slice(2));
}

export type StateCount = { state: FindingState; total: number; bySeverity: Record<Severity, number> };

/** How many findings of each severity are in each state that occurs. */
export function countByState(findings: readonly CanonicalFinding[]): StateCount[] {
  const counts = new Map<FindingState, StateCount>();
  for (const finding of findings) {
    const row = counts.get(finding.state) ?? { state: finding.state, total: 0, bySeverity: { critical: 0, major: 0, minor: 0, info: 0 } };
    row.total += 1;
    row.bySeverity[finding.severity] += 1;
    counts.set(finding.state, row);
  }
  return [...counts.values()].sort((a, b) => stateRank(a.state) - stateRank(b.state));
}

/** `2 critical, 3 major` */
export function severityPhrase(bySeverity: Record<Severity, number>): string {
  return SEVERITIES.filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${bySeverity[severity]} ${severity}`)
    .join(', ');
}
