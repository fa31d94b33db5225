// Closes a round: answers become words, missing answers are failures and not votes, and findings that are now clear leave the
// queue. Also ends the examination, after which nothing is queued.

import type { Convergence, EndReason, SeatQuestion } from '../../../../contracts/findings/convergence.ts';
import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import type { Steps } from '../../../../runtime/steps.ts';
import { type CheckedVerdict, checkVerdicts } from '../voices/check-verdicts.ts';
import { leavingQueue } from '../voices/leave-queue.ts';
import { type Settled, type SkippedWorker, skippedIn, withClosed } from './course.ts';
import { isOff } from './rounds.ts';

/** The outcome of one ask: the verdicts of a valid result, or why there is none. */
export type Answer = { seat: string; dispatch: string } & ({ verdicts: readonly CheckedVerdict[] } | { failed: string });

export type Closed = {
  words: Convergence['words'];
  /** All asks of the round, with their outcomes. */
  asks: SeatQuestion[];
  settled: Settled[];
  skippedWorkers: SkippedWorker[];
  /** Verdicts that the worker was not asked for: not counted, but reported, so that none is lost silently. */
  ignored: { seat: string; finding: string }[];
};

/** Right after grouping: findings that every worker raised, or that no one else can judge, need no round. */
export function* settleGrouped(convergence: Convergence): Steps<Settled[]> {
  return isOff(convergence) ? [] : yield* leavingQueue(convergence, false);
}

export function* closeRound(convergence: Convergence, raised: readonly RaisedFinding[], answers: readonly Answer[]): Steps<Closed> {
  const byRef = new Map(raised.map((it) => [it.ref, it]));
  const asks: SeatQuestion[] = [];
  const words: Convergence['words'] = [];
  const ignored: Closed['ignored'] = [];
  for (const ask of convergence.asks.filter(({ round }) => round === convergence.round)) {
    const answer = answers.find(({ seat, dispatch }) => seat === ask.seat && dispatch === ask.dispatch);
    if (answer === undefined || 'failed' in answer) {
      asks.push({ ...ask, outcome: 'failed', reason: `verification-error: ${answer?.failed ?? 'no answer'}` });
      continue;
    }
    asks.push({ ...ask, outcome: 'answered' });
    words.push(...(yield* checkVerdicts(convergence, byRef, ask, answer.verdicts)));
    const wanted = new Set(ask.findings);
    for (const { finding } of answer.verdicts) if (!wanted.has(finding)) ignored.push({ seat: ask.seat, finding });
  }
  const settled = yield* leavingQueue(withClosed(convergence, asks, words), false);
  return { words, asks, settled, skippedWorkers: skippedIn(asks), ignored };
}

/** No further round will run: every queued finding gets its state. */
export function* endConvergence(convergence: Convergence, reason: EndReason): Steps<Settled[]> {
  const settled = yield* leavingQueue(convergence, true);
  return reason === 'disabled' ? settled.map((one) => unexamined(convergence, one)) : settled;
}

const UNEXAMINED: ReadonlySet<string> = new Set(['worker-unique', 'rule-only', 'not-examined']);

/** If no one was to examine anything, a finding of one worker is not rejected but unexamined. */
function unexamined({ settings, findings }: Convergence, one: Settled): Settled {
  if (!UNEXAMINED.has(one.state)) return one;
  const by = findings.find(({ id }) => id === one.finding)?.seats.join(', ');
  const why = settings.enabled ? 'fewer than two workers could judge findings' : 'cross-examination is turned off';
  return { ...one, state: 'not-examined', reason: `Raised by ${by}; no other worker judged it: ${why}.` };
}
