// What the phases of a run have produced, for the phases after them: results, not how they were made. Each phase contributes its
// own part; parts of repeated passes are left out.

import type { Convergence } from '../../contracts/findings/convergence.ts';
import type { CriticMode } from '../../contracts/findings/gap.ts';
import type { WorkVerdict } from '../../contracts/findings/work-verdict.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { PlanVerification } from '../../contracts/plan/plan-verification.ts';
import type { Snapshot } from '../../contracts/plan/proof.ts';

/** A critic that has answered or failed. */
export type CriticOutcome = { phase: string; mode: CriticMode; seat: string; gaps: number; failed: string | null };

/** The newest draft of a plan, what was said about it, and whether it was approved. */
export type PlanDraft = {
  plan: Plan;
  digest: string;
  seat: string;
  dispatch: string;
  pass: number;
  verification: PlanVerification | null;
  approved: boolean;
};

/**
 * What a phase made from the base, for later phases to review. `head`: proved as a whole, or null. `by`: the seats that did it;
 * `fixable`: findings can become another stage.
 */
export type ProducedWork = { phase: string; head: Snapshot | null; by: string[]; fixable: boolean };

/** The contribution of one phase. */
export type Contribution = {
  work?: ProducedWork;
  convergence?: Convergence;
  critic?: CriticOutcome;
  plan?: PlanDraft;
  verdict?: WorkVerdict;
};

export type Contributions = {
  /** All examinations of the run as one; rounds are numbered across them. */
  convergence: Convergence | null;
  /** The raised findings that some examination has taken up, by reference. */
  examined: ReadonlySet<string>;
  /** How many findings have been named, including those of repeated passes. */
  named: number;
  critics: readonly CriticOutcome[];
  /** From the phase that planned last. */
  plan: PlanDraft | null;
  verdict: WorkVerdict | null;
  /** From the last phase that did some. */
  work: ProducedWork | null;
};

/** `before`: the parts of repeated passes, whose names stay reserved. */
export function contributionsOf(given: readonly Contribution[], before: readonly Contribution[]): Contributions {
  const examinations = given.flatMap((it) => it.convergence ?? []);
  const named = [...given, ...before].reduce((sum, it) => sum + (it.convergence?.findings.length ?? 0), 0);
  return {
    convergence: together(examinations),
    examined: new Set(examinations.flatMap((it) => it.findings).flatMap((it) => it.origins)),
    named,
    critics: given.flatMap((it) => it.critic ?? []),
    plan: given.findLast((it) => it.plan)?.plan ?? null,
    verdict: given.findLast((it) => it.verdict)?.verdict ?? null,
    work: given.findLast((it) => it.work)?.work ?? null,
  };
}

function together(all: readonly Convergence[]): Convergence | null {
  const [first, ...others] = all;
  if (!first) return null;
  return others.reduce((sum, it) => {
    const later = <T extends { round: number }>(list: readonly T[]): T[] => list.map((one) => ({ ...one, round: one.round + sum.round }));
    const findings = it.findings.map((one) => (one.settledIn === undefined ? one : { ...one, settledIn: one.settledIn + sum.round }));
    return {
      ...it,
      round: sum.round + it.round,
      analysers: [...sum.analysers, ...it.analysers.filter((one) => !sum.analysers.some(({ seat }) => seat === one.seat))],
      findings: [...sum.findings, ...findings],
      asks: [...sum.asks, ...later(it.asks)],
      words: [...sum.words, ...later(it.words)],
      skippedWorkers: [...sum.skippedWorkers, ...later(it.skippedWorkers)],
    };
  }, first);
}
