// Whether enough answers came in. If the user asked for fewer seats than the template's quorum, the run is complete when all of
// those answered.

export type SeatOutcome = { seat: string; answered: boolean; why: string };

export type Quorum = { degraded: boolean; why: string[] };

export function judgeQuorum(quorum: number, outcomes: readonly SeatOutcome[]): Quorum {
  const answered = outcomes.filter((it) => it.answered).length;
  const needed = Math.min(quorum, outcomes.length);
  const missing = outcomes.filter((it) => !it.answered).map((it) => `${it.seat}: ${it.why}`);
  if (answered >= needed) return { degraded: false, why: missing };
  return { degraded: true, why: [`${answered} of ${needed} required results arrived`, ...missing] };
}
