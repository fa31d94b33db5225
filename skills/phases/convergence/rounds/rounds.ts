// Whether another round runs, and who is asked what in it. Only queued findings are asked about, and only workers whose word is
// needed; a worker with nothing to judge is not dispatched.

import type { Analyser, CanonicalFinding, Convergence, EndReason, FindingVerdict } from '../../../../contracts/findings/convergence.ts';
import { covers, isLost, type SeatStance, stanceOf } from '../voices/stance.ts';
import { isSpoken, latest, wordsOn } from '../voices/words-by-finding.ts';
import { queued } from './course.ts';

/** What the lead knows beyond the convergence itself. */
export type Surroundings = {
  /** The run's budget or deadline allows no further round, or the run was stopped. */
  stop?: 'budget' | 'deadline' | 'stopped';
  /** Seats that cannot be dispatched any more. */
  unable?: readonly string[];
  /** Seats that are not asked any more, though their findings stand. */
  silent?: readonly string[];
};

export type PlannedAsk = { seat: string; findings: string[] };

/** `final`: no other round can follow. */
export type Plan = { kind: 'round'; round: number; asks: PlannedAsk[]; final: boolean } | { kind: 'ended'; reason: EndReason };

/** Call it when no round is open. If it returns `ended`, `endConvergence` settles what is left. */
export function planRound(convergence: Convergence, { stop, unable = [], silent = [] }: Surroundings = {}): Plan {
  if (isOff(convergence)) return { kind: 'ended', reason: 'disabled' };
  if (queued(convergence).length === 0) {
    // Also if losing a seat emptied the queue: that explains why findings have no verdict.
    return { kind: 'ended', reason: convergence.round > 0 && !isQuorate(unlost(convergence)) ? 'quorum-lost' : 'queue-empty' };
  }
  if (stop !== undefined) return { kind: 'ended', reason: stop };
  const round = convergence.round + 1;
  if (round > convergence.settings.maxRounds) return { kind: 'ended', reason: 'max-rounds' };
  const able = unlost(convergence).filter(({ seat }) => !unable.includes(seat));
  if (!isQuorate(able)) return { kind: 'ended', reason: 'quorum-lost' };
  const asks = able
    .filter(({ seat }) => !silent.includes(seat))
    .map((analyser) => ({ seat: analyser.seat, findings: neededFrom(convergence, analyser) }))
    .filter(({ findings }) => findings.length > 0)
    .toSorted((a, b) => (a.seat < b.seat ? -1 : 1));
  // Findings may still be queued, but no verdict on them is missing.
  if (asks.length === 0) return { kind: 'ended', reason: 'queue-empty' };
  return { kind: 'round', round, asks, final: round === convergence.settings.maxRounds };
}

/** Switched off, or fewer than two workers who could examine anything. */
export const isOff = ({ settings, analysers }: Convergence): boolean => !settings.enabled || analysers.length < 2;

const unlost = (convergence: Convergence): Analyser[] => convergence.analysers.filter(({ seat }) => !isLost(convergence, seat));

/** At least two seats that can answer: no one examines a finding alone. Seats of one voice recheck each other. */
const isQuorate = (able: readonly Analyser[]): boolean => able.length >= 2;

function neededFrom(convergence: Convergence, analyser: Analyser): string[] {
  return queued(convergence)
    .filter((finding) => isNeeded(convergence, finding, analyser))
    .map(({ id }) => id);
}

function isNeeded(convergence: Convergence, finding: CanonicalFinding, analyser: Analyser): boolean {
  const { seat } = analyser;
  const stance = stanceOf(convergence, finding, seat);
  const own = latest(wordsOn(convergence.words, finding.id).filter((word) => word.seat === seat));
  // Only from the second round on: before that, no one has objected.
  if (stance.origin) return mayDefend(stance, own) && objectedSince(convergence, finding, seat, own?.round ?? 0);
  if (!covers(analyser, finding.category)) return false;
  if (own === undefined) return true;
  if (own.verdict === 'ABSTAIN') return false;
  return othersWords(convergence, finding, seat).some(({ newEvidence, round: at }) => newEvidence === true && at >= own.round);
}

/** A seat that has withdrawn the finding, or abstained when asked to defend it, has nothing more to say. */
const mayDefend = ({ stance }: SeatStance, own: FindingVerdict | undefined): boolean => stance === 'supports' && own?.verdict !== 'ABSTAIN';

/** An objection that still stands, or new evidence, that this seat has not answered yet. */
function objectedSince(convergence: Convergence, finding: CanonicalFinding, seat: string, answered: number): boolean {
  const others = othersWords(convergence, finding, seat);
  const standing = [...Map.groupBy(others.filter(isSpoken), (word) => word.seat).values()].map(latest);
  const objections = standing.filter((word) => word?.verdict === 'DISAGREE' || word?.verdict === 'WITHDRAW');
  if (objections.some((word) => word !== undefined && word.round >= answered)) return true;
  return answered > 0 && others.some(({ newEvidence, round }) => newEvidence === true && round >= answered);
}

const othersWords = ({ words }: Convergence, { id }: CanonicalFinding, seat: string): FindingVerdict[] =>
  wordsOn(words, id).filter((word) => word.seat !== seat);
