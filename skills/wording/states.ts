// The names of the states of a finding, the order in which they are listed, and what each means.

import type { CanonicalFinding, EndReason, FindingState } from '../../contracts/findings/convergence.ts';
import type { Severity } from '../../contracts/findings/finding.ts';
import { SEVERITIES } from '../../contracts/findings/names.ts';
import { STATE_ORDER } from '../../contracts/findings/state-order.ts';
import { inEnglish, type Say } from '../report-writer/language/english.ts';

export type StateWords = {
  /** On a card or in a table. */
  label: string;
  /** The heading of its section in a report. */
  heading: string;
  /** What a reader can conclude from it. */
  means: string;
};

export const STATE_WORDS: Readonly<Record<FindingState, StateWords>> = {
  'full-consensus': {
    label: 'confirmed by all',
    heading: 'Confirmed by all',
    means:
      'Every voice that answered and can judge it confirms it, at least two, and none objects. Rules are one voice, and so is each model. Each shows, or at least says, that it looked.',
  },
  'partial-consensus': {
    label: 'confirmed by some',
    heading: 'Confirmed by some',
    means: 'At least two voices confirm it. Missing answers and any dissent are shown with it.',
  },
  'rechecked': {
    label: 'rechecked',
    heading: 'Rechecked',
    means: 'A second seat of the same voice came to the same, and none objected. No second voice has judged it.',
  },
  'worker-unique': {
    label: 'one reviewer only',
    heading: 'One reviewer only',
    means: 'One worker raised it, none objected, and no other worker could confirm it.',
  },
  'rule-only': {
    label: 'one reviewer only',
    heading: 'One rule only',
    means: 'One rule raised it, none objected, and no other method could recheck it.',
  },
  'contested': {
    label: 'disputed',
    heading: 'Disputed',
    means: 'Workers disagree and no round is left. Read both sides; a person decides.',
  },
  'not-examined': {
    label: 'not examined',
    heading: 'Not examined',
    means: 'Not every worker that could judge it was asked: there were too few, or the run ended first.',
  },
  'queued': {
    label: 'not settled',
    heading: 'Not settled',
    means: 'It was still in the queue when this was written.',
  },
  'refuted': {
    label: 'refuted',
    heading: 'Refuted',
    means: 'At least two voices opposed it and only its finder supports it, or its own recheck contradicts it.',
  },
  'withdrawn': {
    label: 'withdrawn',
    heading: 'Withdrawn',
    means: 'The worker that raised it withdrew it, and no other worker supports it.',
  },
  'unsupported': {
    label: 'unsupported',
    heading: 'Unsupported',
    means: 'None of its evidence was found where it is said to be, so no other worker was asked about it.',
  },
  'dismissed': {
    label: 'dismissed',
    heading: 'Dismissed earlier',
    means: 'A person dismissed it in an earlier run, with a reason.',
  },
  'pre-existing': {
    label: 'pre-existing',
    heading: 'There before the change',
    means:
      'The problem was there before, in lines that the change did not touch. No other worker was asked about it. It counts neither for a verdict nor for --fail-on.',
  },
  'merged': {
    label: 'merged',
    heading: 'Merged into another',
    means: 'It is the same as another finding and continues under that name.',
  },
};

/** `confirmed by all`, or `confirmed by all (as far as claimed)` if fewer than two show that they looked. */
export const stateLabel = ({ state, claimed }: Pick<CanonicalFinding, 'state' | 'claimed'>, say: Say = inEnglish): string =>
  claimed ? say('{state} (as far as claimed)', { state: say(STATE_WORDS[state].label) }) : say(STATE_WORDS[state].label);

/** What a reader can conclude from it, and from what is only claimed. */
export const stateMeans = ({ state, claimed }: Pick<CanonicalFinding, 'state' | 'claimed'>, say: Say = inEnglish): string =>
  claimed
    ? `${say(STATE_WORDS[state].means)} ${say('Fewer than two show that they looked; the others only say so.')}`
    : say(STATE_WORDS[state].means);

export type StateSection = Pick<StateWords, 'heading' | 'means'> & {
  state: FindingState;
  claimed: boolean;
  holds: (it: Pick<CanonicalFinding, 'state' | 'claimed'>) => boolean;
};

/** The sections of a report, in order. What is only claimed to be so has one of its own, because a heading is read first. */
export const stateSections = (say: Say): StateSection[] =>
  STATE_ORDER.flatMap((state) =>
    [false, true].map((claimed) => {
      const { heading } = STATE_WORDS[state];
      return {
        state,
        claimed,
        heading: claimed ? say('{state} (as far as claimed)', { state: say(heading) }) : say(heading),
        means: stateMeans({ state, ...(claimed ? { claimed } : {}) }, say),
        holds: (it: Pick<CanonicalFinding, 'state' | 'claimed'>) => it.state === state && (it.claimed === true) === claimed,
      };
    }),
  );

/** Why there was no further round. */
export const END_WORDS: Readonly<Record<EndReason, string>> = {
  'queue-empty': 'no finding was left to ask about',
  'max-rounds': 'no round was left',
  'quorum-lost': 'fewer than two workers could still answer',
  'disabled': 'turned off, or fewer than two analysers',
  'budget': 'the budget was reached',
  'deadline': 'the deadline passed',
  'stopped': 'the run was stopped',
};

/** At least two voices confirm it. */
export const CONFIRMED: ReadonlySet<FindingState> = new Set(['full-consensus', 'partial-consensus']);
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const stateRank = (state: FindingState): number => STATE_ORDER.indexOf(state);

/** Most severe first; then by state, in the order of the report; then by id. */
export function worstFirst(a: CanonicalFinding, b: CanonicalFinding): number {
  return severityRank(a.severity) - severityRank(b.severity) || stateRank(a.state) - stateRank(b.state) || byId(a, b);
}

export function byId(a: CanonicalFinding, b: CanonicalFinding): number {
  return Number(a.id.slice(2)) - Number(b.id.slice(2));
}

export type StateCount = Pick<CanonicalFinding, 'state' | 'claimed'> & { total: number; bySeverity: Record<Severity, number> };

/** How many findings of each severity are in each state that occurs; what is only claimed to be confirmed is counted by itself. */
export function countByState(findings: readonly CanonicalFinding[]): StateCount[] {
  const counts = new Map<string, StateCount>();
  for (const { state, claimed, severity } of findings) {
    const fresh: StateCount = {
      state,
      ...(claimed ? { claimed } : {}),
      total: 0,
      bySeverity: { critical: 0, major: 0, minor: 0, info: 0 },
    };
    const key = `${state} ${claimed ?? ''}`;
    const row = counts.get(key) ?? fresh;
    row.total += 1;
    row.bySeverity[severity] += 1;
    counts.set(key, row);
  }
  return [...counts.values()].sort(
    (a, b) => stateRank(a.state) - stateRank(b.state) || Number(a.claimed === true) - Number(b.claimed === true),
  );
}

/** The same for a line of text, where two states with the same name are one. */
function countByLabel(findings: readonly CanonicalFinding[], say: Say): { one: StateCount; label: string; total: number }[] {
  const rows = Map.groupBy(countByState(findings), (it) => stateLabel(it, say));
  return [...rows].flatMap(([label, some]) => {
    const [one] = some;
    return one === undefined ? [] : [{ one, label, total: some.reduce((sum, { total }) => sum + total, 0) }];
  });
}

/** `1 rechecked`, `2 from one reviewer only` */
export const countsInWords = (findings: readonly CanonicalFinding[], say: Say = inEnglish): string[] =>
  countByLabel(findings, say).map(({ one, label, total }) =>
    STATE_WORDS[one.state].label === STATE_WORDS['worker-unique'].label
      ? say('{n} from one reviewer only', { n: total })
      : `${total} ${label}`,
  );

/** `2 critical, 3 major` */
export function severityPhrase(bySeverity: Record<Severity, number>, say: Say = inEnglish): string {
  return SEVERITIES.filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${bySeverity[severity]} ${say(severity)}`)
    .join(', ');
}
