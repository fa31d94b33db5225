// Muster's method: claims are grouped, looked up, asked about and settled by the program's own rules; only the reviewers are
// simulated. Confirmed means what the report calls confirmed.

import { readFileSync } from 'node:fs';
import type { Analyser, Convergence, SeatQuestion } from '../../contracts/findings/convergence.ts';
import { runSteps } from '../../runtime/steps.ts';
import { groupFindings } from '../../skills/phases/convergence/grouping/group.ts';
import { type AskedFinding, askedAbout } from '../../skills/phases/convergence/rounds/ask.ts';
import { type Answer, closeRound, endConvergence, settleGrouped } from '../../skills/phases/convergence/rounds/close.ts';
import { withClosed, withEnd, withRound, withSettled } from '../../skills/phases/convergence/rounds/course.ts';
import { questionsFor } from '../../skills/phases/convergence/rounds/questions.ts';
import { planRound } from '../../skills/phases/convergence/rounds/rounds.ts';
import type { CheckedVerdict } from '../../skills/phases/convergence/voices/check-verdicts.ts';
import { withoutSections } from '../../skills/prompts/sections.ts';
import { CONFIRMED } from '../../skills/wording/states.ts';
import { checkEvidence } from '../../validators/evidence/check-evidence.ts';
import { type Grouping, type Raised, SEATS, sourceOf } from './raise.ts';
import { type Habit, type Judgement, judge, type World, yields } from './reviewers.ts';

const SKILL = readFileSync(new URL('../../skills/phases/convergence/SKILL.md', import.meta.url), 'utf8');
const SETTINGS = { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false } as const;

export async function examine(world: World, raised: readonly Raised[]): Promise<Grouping> {
  const findings = raised.map((it) => it.finding);
  const byRef = new Map(raised.map((it) => [it.finding.ref, it]));
  const membersOf = (origins: readonly string[]): Raised[] => origins.flatMap((ref) => byRef.get(ref) ?? []);
  const analysers = SEATS.map((seat): Analyser => ({ seat, kind: 'model', field: 'all' }));
  let it: Convergence = {
    settings: SETTINGS,
    round: 0,
    analysers,
    findings: runSteps(groupFindings(findings, [])),
    asks: [],
    words: [],
    skippedWorkers: [],
  };
  it = withSettled(it, runSteps(settleGrouped(it)));
  let bytes = 0;
  for (;;) {
    const plan = planRound(it);
    if (plan.kind === 'ended') {
      it = withEnd(withSettled(it, runSteps(endConvergence(it, plan.reason))), plan.reason);
      const confirmed = it.findings.filter(({ state }) => CONFIRMED.has(state));
      const claimed = confirmed.filter((one) => one.claimed).length;
      return { groups: confirmed.map(({ origins }) => membersOf(origins)), bytes, claimed };
    }
    const { round } = plan;
    const asks = plan.asks.map((ask, n): SeatQuestion => ({ ...ask, round, dispatch: `r-abcdef.d${100 * round + n}`, outcome: 'pending' }));
    it = withRound(it, round, asks);
    const answers: Answer[] = [];
    for (const { seat, dispatch, findings: ids } of asks) {
      bytes += bytesOf(it, findings, seat, ids);
      const asked = runSteps(askedAbout(it, findings, seat, ids));
      const verdicts = asked.map((one) => answer(world, SEATS.indexOf(seat), membersOf(originsIn(it, one.id)), one, round));
      answers.push({ seat, dispatch, verdicts: await Promise.all(verdicts.map((verdict) => checked(world, verdict))) });
    }
    const closed = runSteps(closeRound(it, findings, answers));
    it = withSettled(withClosed(it, closed.asks, closed.words), closed.settled);
  }
}

const originsIn = ({ findings }: Convergence, id: string): readonly string[] => findings.find((it) => it.id === id)?.origins ?? [];

function bytesOf(it: Convergence, findings: Parameters<typeof questionsFor>[1], seat: string, ids: readonly string[]): number {
  const { material, leaveOut } = runSteps(questionsFor(it, findings, seat, ids, 'model'));
  return Buffer.byteLength([withoutSections(SKILL, leaveOut), ...material.map(({ title, text }) => `${title}\n${text}`)].join('\n'));
}

type Unchecked = Omit<CheckedVerdict, 'checks'>;

/** A reviewer sees the claim and the objections; no names, and no counts. */
function answer(world: World, reviewer: number, members: readonly Raised[], asked: AskedFinding, round: number): Unchecked {
  const finding = asked.id;
  const truth = members[0]?.claim.truth ?? { key: finding };
  const turn = `ours ${round}`;
  if (world.habit !== undefined && reviewer === SEATS.length - 1) return blindly(world.habit, finding);
  const against = asked.arguments.some(({ side }) => side === 'against');
  if (asked.arguments.length > 0 && yields(world, reviewer, truth.key, turn)) {
    if (asked.raisedByYou && against) return { finding, verdict: 'WITHDRAW', basis: 'The objection holds.' };
    return { finding, verdict: against ? 'DISAGREE' : 'AGREE', basis: 'What was brought up since decides it.' };
  }
  return verdictOf(finding, judge(world, reviewer, truth, turn), asked.raisedByYou);
}

function blindly(habit: Habit, finding: string): Unchecked {
  const basis = 'I looked at the place.';
  switch (habit) {
    case 'agrees blindly':
    case 'copies':
      return { finding, verdict: 'AGREE', basis, look: 'none' };
    case 'denies blindly':
      return { finding, verdict: 'DISAGREE', basis, look: 'none' };
    case 'claims a look':
      return { finding, verdict: 'AGREE', basis, look: 'claimed' };
    case 'lists all files':
      return { finding, verdict: 'ABSTAIN', basis, look: 'claimed' };
  }
}

function verdictOf(finding: string, { says, shows }: Judgement, own: boolean): Unchecked {
  if (says === 'unsure') return { finding, verdict: 'ABSTAIN', basis: 'I cannot tell.' };
  if (says === 'yes') return { finding, verdict: 'AGREE', basis: 'I looked at the place and it is so.' };
  if (own) return { finding, verdict: 'WITHDRAW', basis: 'On a second look it does not hold.' };
  const basis = 'I looked at the place, and it is not so.';
  return shows === undefined ? { finding, verdict: 'DISAGREE', basis } : { finding, verdict: 'DISAGREE', basis, evidence: [shows] };
}

async function checked({ repository }: World, verdict: Unchecked): Promise<CheckedVerdict> {
  const source = sourceOf(repository);
  return { ...verdict, checks: await Promise.all((verdict.evidence ?? []).map((it) => checkEvidence(it, source))) };
}
