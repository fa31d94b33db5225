// The next step of a phase that makes a plan: the planner writes it, the others judge it item by item, and a
// person approves it or does not. When the others block it, it is written again once without anybody's word;
// when a person asks for changes, as often as the person asks.

import type { Carried, RunEvent } from '../../../contracts/run/run-event.ts';
import type { Instant } from '../../../contracts/time.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import { gateAbout, isOpen, openGate } from '../../run/gates.ts';
import { dispatchId, isSettled } from '../../run/settled.ts';
import type { DispatchState, PhaseState, PlanState, RunState } from '../../run/state.ts';
import { itemsOf } from './voting/items.ts';
import { mayApprove, objectionsTo, offersFor, tallyPlan } from './voting/tally.ts';
import { draftOf, nextRound, planAnswers, plannable, plannerOf, requirementsOf, rewritten, votersOf, voteUnderWay } from './work.ts';

type Verified = PlanState & { verification: NonNullable<PlanState['verification']> };

export function advancePlan(state: RunState, phase: PhaseState, at: Instant): RunEvent[] {
  const planner = plannerOf(state, phase);
  if (!planner) return begun(state, phase);
  if (!isSettled(planner)) return [];
  const plan = draftOf(state, phase);
  if (!plan) return unplanned(phase, planner);
  if (plan.approved) return [{ type: 'phase.ended', payload: { phase: phase.template.key, outcome: 'completed' } }];
  if (!isVerified(plan)) return vote(state, phase, plan);
  return plan.answers < planAnswers(state) ? obey(state, phase, plan) : decide(state, phase, plan, at);
}

/** A run that concludes waits for nobody: what the voters said until then is counted. */
export function settlePlan(state: RunState): RunEvent[] {
  for (const phase of state.phases) {
    if (phase.template.kind !== 'plan' || phase.state !== 'running') continue;
    const plan = draftOf(state, phase);
    const asked = plan && voteUnderWay(state, phase, plan);
    if (plan && asked?.some((it) => it.accepted)) return [verified(plan, asked)];
  }
  return [];
}

const isVerified = (plan: PlanState): plan is Verified => plan.verification !== null;

function begun(state: RunState, phase: PhaseState): RunEvent[] {
  const skipped = (reason: string): RunEvent[] => [
    { type: 'phase.ended', payload: { phase: phase.template.key, outcome: 'skipped', reason } },
  ];
  const seat = state.seats.find((it) => it.role === 'planner');
  if (!seat) return skipped('nobody is seated as planner');
  // A model may plan from the brief alone; rules have nothing but what was found.
  if (seat.voice === 'rules' && plannable(state).length === 0) return skipped('nothing held that a plan could be made of');
  return [asked(state, phase, { seat: seat.name, role: 'planner', skill: 'planning', pass: 0, findings: [] }, 0)];
}

type Work = Pick<DispatchState, 'seat' | 'role' | 'skill' | 'pass' | 'findings'>;

function asked(
  state: RunState,
  phase: PhaseState,
  work: Work,
  nth: number,
  more: { carries?: Carried[]; supersedes?: string } = {},
): RunEvent {
  const round = nextRound(state, phase);
  return {
    type: 'dispatch.prepared',
    payload: { dispatch: dispatchId(state, nth), phase: phase.template.key, round, ...work, ...more },
  };
}

function unplanned({ template }: PhaseState, planner: DispatchState): RunEvent[] {
  const why = `${planner.seat}: ${planner.ended?.reason ?? 'no answer'}`;
  const message = `no plan was ${planner.carries.length > 0 ? 'brought again' : 'made'} (${why})`;
  return [
    { type: 'phase.ended', payload: { phase: template.key, outcome: 'failed', reason: message } },
    { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
  ];
}

/** Everybody is asked once; what they say is counted when all have answered or failed. */
function vote(state: RunState, phase: PhaseState, plan: PlanState): RunEvent[] {
  const under = voteUnderWay(state, phase, plan);
  const voters = votersOf(state);
  if (under.length > 0) return under.every(isSettled) ? [verified(plan, under)] : [];
  if (voters.length === 0) return [verified(plan, [])];
  const findings = itemsOf(plan.plan).map(({ id }) => id);
  const before = (seat: string): DispatchState | undefined => state.dispatches.findLast((it) => isVote(it, phase) && it.seat === seat);
  return voters.map((seat, nth) => {
    const last = before(seat);
    const work = { seat, role: 'verifier', skill: 'plan-verification', pass: last ? last.pass + 1 : 0, findings };
    return asked(state, phase, work, nth, last ? { supersedes: last.id } : {});
  });
}

const isVote = (it: DispatchState, { template }: PhaseState): boolean => it.phase === template.key && it.skill === 'plan-verification';

function verified({ plan, digest, pass }: PlanState, asked: readonly DispatchState[]): RunEvent {
  const answers = asked.map(({ id, seat, accepted, verdicts, ended }) =>
    accepted
      ? { seat, dispatch: id, verdicts: verdicts.map(({ verdict, checks }) => ({ ...verdict, checks })) }
      : { seat, dispatch: id, failed: ended?.reason ?? 'no answer' },
  );
  return { type: 'plan.verified', payload: { verification: tallyPlan({ plan, digest, pass, answers }) } };
}

/** A verified plan that nobody has said anything about yet. */
function decide(state: RunState, phase: PhaseState, plan: Verified, at: Instant): RunEvent[] {
  const { verification, digest } = plan;
  if (verification.gate === 'blocked-by-disagreement' && rewritten(state, phase).forVoters === 0) return again(state, phase, plan, []);
  const unexamined = verification.items.some((it) => it.state === 'not-examined');
  if (state.created.task.approvals === 'auto' && verification.gate === 'passed' && !unexamined)
    return approved(state, phase, plan, undefined);
  const about = { kind: 'plan' as const, plan: digest };
  const gate = gateAbout(state, about);
  if (gate && isOpen(gate)) return [];
  const asks = `Shall this plan be approved? ${plan.plan.goal}`;
  return [
    openGate(
      state,
      { phase: phase.template.key, about, asks, why: whyAsked(verification), offers: offersFor(verification), shown: digest },
      at,
    ),
  ];
}

function whyAsked({ gate, items, voters, unchallenged }: Verified['verification']): string {
  const usable = voters.filter((it) => it.usable).map((it) => it.seat);
  const counted = (state: string): number => items.filter((it) => it.state === state).length;
  const parts = [
    `${gate}: ${items.length} items, judged by ${usable.length === 0 ? 'nobody' : usable.join(', ')}`,
    counted('blocked') > 0 ? `${counted('blocked')} blocked` : '',
    counted('dissent') > 0 ? `${counted('dissent')} with dissent` : '',
    counted('not-examined') > 0 ? `${counted('not-examined')} that nobody examined` : '',
    unchallenged ? 'unchallenged, because there was only one voter' : '',
  ];
  return parts.filter((it) => it !== '').join('; ');
}

/** What a person said after the newest verification. */
function obey(state: RunState, phase: PhaseState, plan: Verified): RunEvent[] {
  const last = state.gates.findLast((it) => it.gate.about.kind === 'plan' && it.answer !== null);
  switch (last?.answer) {
    case 'approve':
      return approved(state, phase, plan, last.gate);
    case 'request-changes':
      return again(state, phase, plan, [{ from: 'person', title: 'What is to be changed in the plan', text: last.comment ?? '' }]);
    case 'verify-again':
      return vote(state, phase, plan);
    // The run concludes by such an answer; nothing of it is done here.
    case 'reject':
    case 'abort':
    case null:
    case undefined:
      return [];
  }
}

/** The planner is asked once more, with what the voters objected to and everything that a person ever said of it. */
function again(state: RunState, phase: PhaseState, plan: Verified, comments: Carried[]): RunEvent[] {
  const planner = plannerOf(state, phase);
  if (!planner) return [];
  const carries = [...planner.carries.filter((it) => it.from === 'person'), ...comments, ...objectionsTo(plan.verification)];
  const { seat, role, skill, pass, findings, id } = planner;
  return [asked(state, phase, { seat, role, skill, pass: pass + 1, findings }, 0, { carries, supersedes: id })];
}

/** The bytes that were shown are examined once more: what a person said yes to is what is approved, or nothing is. */
function approved(state: RunState, phase: PhaseState, plan: Verified, gate: { id: string; shown: string } | undefined): RunEvent[] {
  const fault = faultOf(state, plan, gate?.shown ?? plan.digest);
  if (fault === undefined) return [{ type: 'plan.approved', payload: { plan: plan.digest, ...(gate ? { gate: gate.id } : {}) } }];
  const message = `the plan cannot be approved: ${fault}`;
  return [
    { type: 'phase.ended', payload: { phase: phase.template.key, outcome: 'failed', reason: message } },
    { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
  ];
}

function faultOf(state: RunState, { plan, digest, verification }: Verified, shown: string): string | undefined {
  if (!mayApprove(verification)) return `it is ${verification.gate}`;
  if (digestOfJson(plan) !== digest || shown !== digest) return 'it is not the one that was shown';
  const [first, ...more] = checkPlan(plan, requirementsOf(state), Object.keys(state.commands));
  return first && `${first.at} ${first.says}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}
