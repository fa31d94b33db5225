// Builds an examination by hand: who takes part, who raised what, and the verdicts of each round.

import type { Analyser, Convergence, ConvergenceSettings, SeatQuestion } from '../../../../contracts/findings/convergence.ts';
import type { Dismissal } from '../../../../contracts/findings/dismissal.ts';
import type { Evidence, EvidenceCheck, Finding, RaisedFinding, VerdictWord } from '../../../../contracts/findings/finding.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import { groupFindings } from '../../../../skills/phases/convergence/grouping/group.ts';
import { type Answer, type Closed, closeRound, endConvergence, settleGrouped } from '../../../../skills/phases/convergence/rounds/close.ts';
import { type Settled, withClosed, withEnd, withRound, withSettled } from '../../../../skills/phases/convergence/rounds/course.ts';
import { type Plan, planRound, type Surroundings } from '../../../../skills/phases/convergence/rounds/rounds.ts';
import type { CheckedVerdict } from '../../../../skills/phases/convergence/voices/check-verdicts.ts';

export const model = (seat: string): Analyser => ({ seat, kind: 'model', field: 'all' });
export const rules = (seat: string, field: string[] = ['correctness']): Analyser => ({ seat, kind: 'rules', field });

const SETTINGS: ConvergenceSettings = { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false };

export type Written = Partial<Finding> &
  Partial<Pick<RaisedFinding, 'look' | 'checks' | 'fingerprint'>> & { seat: string; dispatch?: number };

/** A finding of a seat that was seen to look; by default with one found line, so that it is grouped by place. */
export function raisedBy({ seat, checks, look = 'shown', fingerprint = 'f-000001', dispatch = 1, ...finding }: Written): RaisedFinding {
  const evidence = finding.evidence ?? [{ path: 'src/a.ts', line: 10, quote: 'const total = a + b;' }];
  const id = `r-abcdef.d${dispatch}`;
  const localId = finding.localId ?? 'a1';
  return {
    ref: `${id}/${localId}`,
    dispatch: id,
    seat,
    fingerprint,
    finding: {
      title: 'The total is wrong',
      severity: 'major',
      category: 'correctness',
      claim: 'Adding the two amounts loses the cents, so the invoice is wrong.',
      confidence: 0.8,
      ...finding,
      localId,
      evidence,
    },
    checks: checks ?? evidence.map(foundAt),
    look,
  };
}

const foundAt = ({ path, line, side, endLine }: Evidence): EvidenceCheck => ({
  outcome: 'found',
  ...(path === undefined ? {} : { path }),
  ...(line === undefined ? {} : { line }),
  ...(endLine === undefined ? {} : { endLine }),
  ...(side === undefined ? {} : { side }),
});

/** One finding a key, each in a file of its own, raised by the seats named: `{ a: ['claude'], b: ['codex', 'gemini'] }`. */
export function raisedIn(who: Record<string, readonly string[]>, seats: readonly string[]): RaisedFinding[] {
  return Object.entries(who).flatMap(([key, origins]) =>
    origins.map((seat) =>
      raisedBy({
        seat,
        dispatch: seats.indexOf(seat) + 1,
        localId: key,
        title: `The total of ${key} is wrong`,
        evidence: [{ path: `src/${key}.ts`, line: 10, quote: 'const total = a + b;' }],
        fingerprint: `f-00000${key.charCodeAt(0) % 10}`,
      }),
    ),
  );
}

export type Said = VerdictWord | Partial<CheckedVerdict> | 'nothing';

/** What a seat answers in a round: verdicts by finding, or why its dispatch failed. */
export type Script = (seat: string, finding: string, round: number) => Said;
export type Failing = (seat: string, round: number) => string | undefined;

export type Examination = { convergence: Convergence; raised: RaisedFinding[]; dispatches: number };

export function begin(
  analysers: readonly Analyser[],
  raised: readonly RaisedFinding[],
  settings: Partial<ConvergenceSettings> = {},
  dismissed: readonly Dismissal[] = [],
): Examination {
  const grouped: Convergence = {
    settings: { ...SETTINGS, ...settings },
    round: 0,
    analysers: [...analysers],
    findings: runSteps(groupFindings(raised, dismissed)),
    asks: [],
    words: [],
    skippedWorkers: [],
  };
  return { convergence: withSettled(grouped, runSteps(settleGrouped(grouped))), raised: [...raised], dispatches: analysers.length };
}

export function open(it: Examination, plan: Plan & { kind: 'round' }): Examination {
  const asks = plan.asks.map(
    ({ seat, findings }, at): SeatQuestion => ({
      round: plan.round,
      seat,
      dispatch: `r-abcdef.d${it.dispatches + at + 1}`,
      findings,
      outcome: 'pending',
    }),
  );
  return { ...it, convergence: withRound(it.convergence, plan.round, asks), dispatches: it.dispatches + asks.length };
}

export function answersOf(convergence: Convergence, script: Script, failing: Failing = () => undefined): Answer[] {
  return convergence.asks
    .filter(({ round }) => round === convergence.round)
    .map(({ seat, dispatch, findings, round }): Answer => {
      const failed = failing(seat, round);
      if (failed !== undefined) return { seat, dispatch, failed };
      return { seat, dispatch, verdicts: findings.flatMap((finding) => verdictOf(finding, script(seat, finding, round))) };
    });
}

function verdictOf(finding: string, said: Said): CheckedVerdict[] {
  if (said === 'nothing') return [];
  const given = typeof said === 'string' ? { verdict: said } : said;
  const evidence = given.evidence ?? [];
  return [{ verdict: 'ABSTAIN', basis: 'I looked.', ...given, finding, evidence, checks: given.checks ?? evidence.map(foundAt) }];
}

export function close(it: Examination, answers: readonly Answer[]): Examination & { closed: Closed } {
  const closed = runSteps(closeRound(it.convergence, it.raised, answers));
  return { ...it, closed, convergence: withSettled(withClosed(it.convergence, closed.asks, closed.words), closed.settled) };
}

export type Played = Examination & { plans: Plan[]; settled: Settled[][]; rounds: Convergence[] };

/** To the end, whatever happens. */
export function play(
  start: Examination,
  script: Script,
  failing: Failing = () => undefined,
  around: (round: number) => Surroundings = () => ({}),
): Played {
  let it = start;
  const plans: Plan[] = [];
  const settled: Settled[][] = [];
  const rounds: Convergence[] = [start.convergence];
  for (;;) {
    const plan = planRound(it.convergence, around(it.convergence.round + 1));
    plans.push(plan);
    if (plan.kind === 'ended') {
      const last = runSteps(endConvergence(it.convergence, plan.reason));
      settled.push(last);
      return { ...it, convergence: withEnd(withSettled(it.convergence, last), plan.reason), plans, settled, rounds };
    }
    it = open(it, plan);
    const done = close(it, answersOf(it.convergence, script, failing));
    settled.push(done.closed.settled);
    rounds.push(done.convergence);
    it = done;
  }
}

export const stateOf = ({ convergence }: Examination, id = 'F-001'): string | undefined =>
  convergence.findings.find((it) => it.id === id)?.state;
export const reasonOf = ({ convergence }: Examination, id = 'F-001'): string =>
  convergence.findings.find((it) => it.id === id)?.reason ?? '';

/** `claude: F-001 F-002, codex: F-001` */
export const asksOf = (plan: Plan): string =>
  plan.kind === 'ended' ? plan.reason : plan.asks.map(({ seat, findings }) => `${seat}: ${findings.join(' ')}`).join(', ');
