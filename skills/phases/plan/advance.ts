// The next step of a phase that makes a plan: the planner writes it, the others judge it item by item, and a person approves it or
// not. If the others block it, it is rewritten once without asking anyone; if a person requests changes, as often as the person
// does.

import type { Carried, SharedEvent } from '../../../contracts/run/run-event.ts';
import * as z from '../../../contracts/schema.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { checkPlan } from '../../../validators/plan/check-plan.ts';
import { isUnjudged } from '../../run/answered-question.ts';
import { gateAbout, isOpen, openGate } from '../../run/gates/gates.ts';
import { dispatchId, isSettled } from '../../run/settled-dispatch.ts';
import type { DispatchState, RunState } from '../../run/state.ts';
import { count, listed } from '../../wording/numbers.ts';
import { ended, type Turn } from '../phase.ts';
import type { EventOf } from '../presentation.ts';
import type { PLAN_EVENTS } from './events.ts';
import { givenIn, wrongWithGiven } from './given-plan.ts';
import { type Draft, type Planned, planAnswers } from './memory.ts';
import { GATE_WORDS } from './report/gate-words.ts';
import { isOwnVote } from './report/standing.ts';
import { itemsOf } from './voting/items.ts';
import { mayApprove, objectionsTo, offersFor, tallyPlan } from './voting/tally.ts';
import { whatRuns } from './what-runs.ts';
import { draftOf, nextRound, plannable, plannerOf, requirementsOf, rewritten, votersOf, voteUnderWay } from './who-was-asked.ts';

/** As many as an event can hold. */
const MOST_JUDGED = 2000;

type Event = SharedEvent | EventOf<typeof PLAN_EVENTS>;
export const PlanGiven = z.literal(true);
export type PlanTurn = Turn<Planned, { given: z.ZodOptional<typeof PlanGiven> }>;
type Verified = Draft & { verification: NonNullable<Draft['verification']> };

export function advance(turn: PlanTurn): Event[] {
  const { run, key, own } = turn;
  const planner = plannerOf(run, key);
  if (!planner) return begun(turn);
  if (!isSettled(planner)) return [];
  const plan = draftOf(run, key, own.draft);
  if (!plan) return unplanned(turn, planner);
  if (plan.approved) return [ended(key, 'completed')];
  if (!isVerified(plan)) return vote(turn, plan);
  return plan.answers < planAnswers(run, key) ? obey(turn, plan) : decide(turn, plan);
}

/** A run that concludes does not wait: the votes given by then are counted. */
export function settle({ run, key, own }: PlanTurn): Event[] {
  const plan = draftOf(run, key, own.draft);
  const asked = plan && voteUnderWay(run, key, plan);
  return plan && asked?.some((it) => it.accepted) ? [verified(key, plan, asked)] : [];
}

/** Until the last of the voters has answered. */
export function waitsForLate({ run, key, own }: PlanTurn, dispatch: DispatchState): boolean {
  const plan = draftOf(run, key, own.draft);
  return plan !== undefined && voteUnderWay(run, key, plan).some((it) => it.id === dispatch.id);
}

const isVerified = (plan: Draft): plan is Verified => plan.verification !== null;

export function begun({ run, contributions, key, template }: PlanTurn): Event[] {
  const seat = run.seats.find((it) => it.role === 'planner');
  if (!seat) return [ended(key, 'skipped', 'there is no planner')];
  if (template.given && !givenIn(run, key)) {
    const message = wrongWithGiven(run.created.task.brief) ?? 'the brief gives no plan';
    return [
      ended(key, 'failed', message),
      { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
    ];
  }
  // A model may plan from the brief alone; rules need findings.
  if (!template.given && seat.voice === 'rules' && requirementsOf(contributions).length === 0)
    return [ended(key, 'skipped', 'no finding was confirmed or rechecked, and rules can plan for nothing else')];
  return [asked(run, key, { seat: seat.name, role: 'planner', skill: 'planning', pass: 0, findings: [] }, 0, plannedFor(contributions))];
}

type More = { carries?: Carried[]; supersedes?: string; judges?: string[] };

/** The planner's inputs, recorded for the lineage. */
const plannedFor = (contributions: PlanTurn['contributions']): { judges?: string[] } => {
  const judges = plannable(contributions).slice(0, MOST_JUDGED);
  return judges.length === 0 ? {} : { judges };
};

type Work = Pick<DispatchState, 'seat' | 'role' | 'skill' | 'pass' | 'findings'>;

function asked(run: RunState, phase: string, work: Work, nth: number, more: More = {}): Event {
  const round = nextRound(run, phase);
  return {
    type: 'dispatch.prepared',
    payload: { dispatch: dispatchId(run, nth), phase, round, ...work, ...more },
  };
}

function unplanned({ key }: PlanTurn, planner: DispatchState): Event[] {
  const why = `${planner.seat}: ${planner.ended?.reason ?? 'no answer'}`;
  const message = `no ${planner.carries.length > 0 ? 'revised plan' : 'plan'} was delivered (${why})`;
  return [
    ended(key, 'failed', message),
    { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
  ];
}

/** Everyone is asked once; the votes are counted when all have answered or failed. */
function vote({ run, key }: PlanTurn, plan: Draft): Event[] {
  const under = voteUnderWay(run, key, plan);
  const voters = votersOf(run, plan.seat, key);
  if (under.length > 0) return under.every(isSettled) ? [verified(key, plan, under)] : [];
  if (voters.length === 0) return [verified(key, plan, [])];
  const findings = itemsOf(plan.plan).map(({ id }) => id);
  const before = (seat: string): DispatchState | undefined => run.dispatches.findLast((it) => isVote(it, key) && it.seat === seat);
  return voters.map((seat, nth) => {
    const last = before(seat);
    const work = { seat, role: 'verifier', skill: 'plan-verification', pass: last ? last.pass + 1 : 0, findings };
    return asked(run, key, work, nth, { judges: [`plan:${plan.digest}`], ...(last ? { supersedes: last.id } : {}) });
  });
}

const isVote = (it: DispatchState, key: string): boolean => it.phase === key && it.skill === 'plan-verification';

function verified(phase: string, { plan, digest, pass }: Draft, voters: readonly DispatchState[]): Event {
  const answers = voters.map(({ id, seat, accepted, verdicts, ended: over }) =>
    accepted
      ? { seat, dispatch: id, verdicts: verdicts.map(({ verdict, ...found }) => ({ ...verdict, ...found })) }
      : { seat, dispatch: id, failed: over?.reason ?? 'no answer' },
  );
  return { type: 'plan.verified', payload: { phase, verification: tallyPlan({ plan, digest, pass, answers }) } };
}

/** A verified plan on which no person has decided yet. */
function decide(turn: PlanTurn, plan: Verified): Event[] {
  const { run, key, at, phase } = turn;
  const { verification, digest } = plan;
  const mayRewrite = rewritten(run, key).forVoters === 0 && !phase.overdue;
  if (verification.gate === 'blocked-by-disagreement' && mayRewrite) return again(turn, plan, []);
  const unexamined = verification.items.some((it) => it.state === 'not-examined');
  if (run.created.task.approvals === 'auto' && verification.gate === 'passed' && !unexamined) return approved(turn, plan, undefined);
  const about = { kind: 'plan' as const, plan: digest };
  const gate = gateAbout(run, about);
  if (gate && isOpen(gate)) return [];
  const asks = `Approve this plan? ${plan.plan.goal}`;
  const runs = whatRuns(plan.plan, run.commands, run.created.config.workplace.setup);
  return [
    openGate(
      run,
      {
        phase: key,
        about,
        asks,
        why: whyAsked(verification, plan.seat, isUnjudged(run)),
        offers: offersFor(verification),
        shown: digest,
        runs,
      },
      at,
    ),
  ];
}

function whyAsked(verification: Verified['verification'], author: string, unjudged: boolean): string {
  const { gate, items, voters, unchallenged } = verification;
  const usable = voters.filter((it) => it.usable).map((it) => it.seat);
  const claiming = voters.filter((it) => it.claimed).map((it) => it.seat);
  const counted = (state: string): number => items.filter((it) => it.state === state).length;
  const parts = [
    usable.length === 0
      ? `No worker judged its ${count(items.length, 'item')}`
      : `Its ${count(items.length, 'item')}, judged by ${listed(usable)}: ${GATE_WORDS[gate].label}`,
    claiming.length === 0 ? '' : `that ${listed(claiming)} looked is claimed, not witnessed`,
    counted('blocked') > 0 ? `${counted('blocked')} blocked` : '',
    counted('dissent') > 0 ? `${counted('dissent')} with dissent` : '',
    counted('not-examined') > 0 ? `${counted('not-examined')} that no worker judged` : '',
    unchallenged ? `unchallenged, because there was only one voter${isOwnVote(verification, author) ? ', who wrote it' : ''}` : '',
    unjudged ? 'it covers findings that were confirmed or rechecked, and not the request: nobody judged that' : '',
  ];
  return parts.filter((it) => it !== '').join('; ');
}

/** Acts on what a person said after the newest verification. */
function obey(turn: PlanTurn, plan: Verified): Event[] {
  const { run, key } = turn;
  const last = run.gates.findLast((it) => it.gate.phase === key && it.gate.about.kind === 'plan' && it.answer !== null);
  switch (last?.answer) {
    case 'approve':
      return approved(turn, plan, last.gate);
    case 'request-changes':
      return again(turn, plan, [{ from: 'person', title: 'Changes to make in the plan', text: last.comment ?? '' }]);
    case 'verify-again':
      return vote(turn, plan);
    // Such an answer ends the run; nothing is done here.
    case 'reject':
    case 'abort':
    case null:
    case undefined:
      return [];
  }
}

/** The planner is asked again, with the voters' objections and everything that a person ever said about it. */
function again({ run, key, contributions }: PlanTurn, plan: Verified, comments: Carried[]): Event[] {
  const planner = plannerOf(run, key);
  if (!planner) return [];
  const carries = [...planner.carries.filter((it) => it.from === 'person'), ...comments, ...objectionsTo(plan.verification)];
  const { seat, role, skill, pass, findings, id } = planner;
  return [asked(run, key, { seat, role, skill, pass: pass + 1, findings }, 0, { carries, supersedes: id, ...plannedFor(contributions) })];
}

/** The bytes that were shown are checked again: exactly what the person said yes to is approved, or nothing is. */
function approved(turn: PlanTurn, plan: Verified, gate: { id: string; shown: string } | undefined): Event[] {
  const { key } = turn;
  const fault = faultOf(turn, plan, gate?.shown ?? plan.digest);
  if (fault === undefined)
    return [{ type: 'plan.approved', payload: { phase: key, plan: plan.digest, ...(gate ? { gate: gate.id } : {}) } }];
  const message = `the plan cannot be approved: ${fault}`;
  return [
    ended(key, 'failed', message),
    { type: 'run.concluding', payload: { outcome: 'failed', reason: 'no-result', message, partial: true } },
  ];
}

function faultOf({ run, contributions }: PlanTurn, { plan, digest, verification }: Verified, shown: string): string | undefined {
  if (!mayApprove(verification)) return `it is ${GATE_WORDS[verification.gate].label}`;
  if (digestOfJson(plan) !== digest || shown !== digest) return 'it is not the plan that was shown';
  const [first, ...more] = checkPlan(plan, requirementsOf(contributions), Object.keys(run.commands));
  return first && `${first.at} ${first.says}${more.length > 0 ? `, and ${more.length} more` : ''}`;
}
