// Whether a loop of review and fix continues after a review, or why it ends. Pure.

import type { CanonicalFinding, FindingState } from '../../../contracts/findings/convergence.ts';
import type { Severity } from '../../../contracts/findings/finding.ts';
import { isRefutedInWords } from '../../../contracts/findings/state-order.ts';
import { count, listedUpTo } from '../../../skills/wording/numbers.ts';
import { EXIT, isAtLeast } from '../words/exit-code.ts';

export type ReviewedFinding = Pick<
  CanonicalFinding,
  'id' | 'fingerprint' | 'title' | 'category' | 'severity' | 'state' | 'claimed' | 'path'
>;

export type Round = {
  /** What its review found. */
  findings: readonly ReviewedFinding[];
  /** The findings that its plan covers. */
  planned: readonly string[];
  /** Who judged its files. Only if every reviewer that can judge them looked does “no findings” mean that they are clean. */
  judged: { by: 'all' } | { by: 'rules' } | { by: 'not-all'; why: string };
  /** Whether the fixes were proved; the next round builds on them. */
  fixed: boolean;
};

export type Limits = { minSeverity: Severity; maxRounds: number; maxUsd: number | undefined };

export type LoopEnd = {
  kind: 'clean' | 'unjudged' | 'refuted' | 'came-back' | 'rounds' | 'money' | 'not-plannable';
  says: string;
  exit: number;
};

const OVER: ReadonlySet<FindingState> = new Set(['refuted', 'withdrawn', 'unsupported']);
const SET_ASIDE: ReadonlySet<FindingState> = new Set(['merged', 'dismissed', 'pre-existing']);
/** How often a finding may come back after its fix before a person has to look. */
const MOST_RETURNS = 2;
const NAMED = 5;

/** Called after the review of the newest round. Undefined: fix what it planned. */
export function endOf(rounds: readonly Round[], usd: number, { minSeverity, maxRounds, maxUsd }: Limits): LoopEnd | undefined {
  const newest = rounds.at(-1);
  if (!newest) return undefined;
  const wanted = newest.findings.filter((it) => !SET_ASIDE.has(it.state) && isAtLeast(it.severity, minSeverity));
  const left = wanted.filter((it) => !OVER.has(it.state) || isRefutedInWords(it));
  if (left.length === 0) {
    const { judged } = newest;
    const nothing =
      wanted.length === 0
        ? `nothing of severity ${minSeverity} or higher was found`
        : `${all(wanted.length)} of severity ${minSeverity} or higher was refuted`;
    if (judged.by === 'not-all')
      return { kind: 'unjudged', says: `${nothing}, but not every worker judged it: ${judged.why}`, exit: EXIT.degraded };
    const says = judged.by === 'rules' ? `${nothing}, by rules only: design and logic were not judged` : nothing;
    return { kind: wanted.length === 0 ? 'clean' : 'refuted', says, exit: EXIT.done };
  }
  const back = left.filter((it) => returnsOf(it, rounds) >= MOST_RETURNS);
  if (back.length > 0)
    return {
      kind: 'came-back',
      says: `${named(back)} ${back.length === 1 ? 'was' : 'were'} fixed and came back twice: a person has to look`,
      exit: EXIT.waiting,
    };
  const remains = `${count(left.length, 'finding')} of severity ${minSeverity} or higher ${left.length === 1 ? 'remains' : 'remain'}`;
  const isPlanned = left.some((it) => newest.planned.includes(it.id));
  if (!isPlanned)
    return { kind: 'not-plannable', says: `${remains}, and no plan covers what was not confirmed: ${named(left)}`, exit: EXIT.findings };
  if (rounds.filter((it) => it.fixed).length >= maxRounds)
    return {
      kind: 'rounds',
      says: `fixed ${count(maxRounds, 'time')}, as often as it may, and ${remains}: ${named(left)}`,
      exit: EXIT.findings,
    };
  if (maxUsd !== undefined && usd >= maxUsd)
    return { kind: 'money', says: `the limit of $${maxUsd} is reached, and ${remains}: ${named(left)}`, exit: EXIT.findings };
  return undefined;
}

/** Called before the next review. The outcome of the last fixes is not known then, and the message says so. */
export const spentBeforeReview = (usd: number, { maxUsd }: Limits): LoopEnd | undefined =>
  maxUsd === undefined || usd < maxUsd
    ? undefined
    : { kind: 'money', says: `the limit of $${maxUsd} is reached, and the last fixes were not reviewed`, exit: EXIT.findings };

/** How often the finding was there again after a round that fixed it, even if a round between them was without it. */
function returnsOf(finding: ReviewedFinding, rounds: readonly Round[]): number {
  let returns = 0;
  let fixed = false;
  for (const round of rounds) {
    const there = round.findings.find((it) => isSame(it, finding));
    if (!there) continue;
    if (fixed) returns += 1;
    fixed = round.fixed && round.planned.includes(there.id);
  }
  return returns;
}

/** Compared by fingerprint or, because a fix may change the quoted line, by file, category and title. */
const isSame = (a: ReviewedFinding, b: ReviewedFinding): boolean =>
  a.fingerprint === b.fingerprint || (a.path !== undefined && a.path === b.path && a.category === b.category && a.title === b.title);

const named = (some: readonly ReviewedFinding[]): string =>
  listedUpTo(
    some.map((it) => `${it.id} (${it.title})`),
    NAMED,
  );
const all = (n: number): string => (n === 1 ? 'the one finding' : `each of the ${n} findings`);
