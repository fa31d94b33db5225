// The outcome of the votes on a plan and what follows: which answers a person can give, and what the planner is told when it plans
// again. Counted by item; failures are no votes.

import type { Plan } from '../../../../contracts/plan/plan.ts';
import type { ItemTally, ItemVerdict, PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import type { GateAnswer } from '../../../../contracts/run/gate.ts';
import type { Carried } from '../../../../contracts/run/run-event.ts';
import { clarify, gateOf, stateOf } from './count.ts';
import { itemsOf } from './items.ts';
import { isAgainst, isVote, type PlanAnswer, saysSomething, showsNoLook, spokenBy, wordOn } from './words.ts';

export type PlanVote = { plan: Plan; digest: string; pass: number; answers: readonly PlanAnswer[] };

export function tallyPlan({ plan, digest, pass, answers }: PlanVote): PlanVerification {
  const heard = answers.map((answer) => ({ answer, spoken: spokenBy(answer) }));
  const items = itemsOf(plan).map((item): ItemTally => {
    const words = heard.flatMap(({ answer, spoken }) => (spoken === undefined ? [] : [wordOn(item, answer, spoken)]));
    return { item, state: stateOf(words), words };
  });
  const byVoter = Map.groupBy(
    items.flatMap(({ words }) => words),
    ({ dispatch }) => dispatch,
  );
  const voters = answers.map(({ seat, dispatch, failed }) => {
    const words = byVoter.get(dispatch) ?? [];
    const votes = words.filter(isVote);
    const claimed =
      votes.some(({ look }) => look === 'claimed') && votes.every(({ look }) => look !== 'shown') ? { claimed: true as const } : {};
    return { seat, dispatch, usable: votes.length > 0, ...claimed, reason: failed ?? reasonOf(words) };
  });
  const voting = voters.filter(({ usable }) => usable);
  return {
    schema: 'plan-body-verification@1',
    plan: digest,
    pass,
    gate: gateOf(items),
    items,
    voters,
    unchallenged: voting.length === 1,
    clarifications: clarify(items),
  };
}

function reasonOf(words: readonly ItemVerdict[]): string {
  if (words.some(isVote)) return 'answered';
  return words.some(showsNoLook) ? 'showed no look at what the plan touches' : 'abstained on every item';
}

/** Whether a person is offered to approve it. */
export const mayApprove = ({ gate }: Pick<PlanVerification, 'gate'>): boolean => gate === 'passed' || gate === 'passed-with-dissent';

export function offersFor(verification: PlanVerification): { answer: GateAnswer; does: string }[] {
  const changes = {
    answer: 'request-changes',
    does: 'sends it back to the planner, with your comment (-m) and every objection',
  } as const;
  const abort = { answer: 'abort', does: 'ends the run' } as const;
  if (!mayApprove(verification)) {
    return [changes, { answer: 'verify-again', does: 'asks all voters again about the same plan' }, abort];
  }
  return [
    { answer: 'approve', does: approves(verification) },
    changes,
    { answer: 'reject', does: 'ends the run without an approved plan' },
    abort,
  ];
}

/** An item that no one judged needs the person's own judgement, so the answer says that approving includes it. */
function approves({ items, gate }: PlanVerification): string {
  const open = items.filter(({ state }) => state === 'not-examined').map(({ item }) => item.id);
  const named = open.length <= 8 ? open.join(', ') : `${open.slice(0, 8).join(', ')} and ${open.length - 8} more`;
  return [
    gate === 'passed-with-dissent' ? 'approves exactly this plan, despite the dissent shown' : 'approves exactly this plan',
    ...(open.length > 0 ? [`including what no worker judged: ${named}`] : []),
  ].join(', ');
}

const MOST_CARRIED = 150;

/** All objections by item, blocked ones first; empty for a draft without objections. */
export function objectionsTo({ items }: Pick<PlanVerification, 'items'>): Carried[] {
  const disputed = items.filter(({ words }) => words.some(isAgainst));
  const ordered = [...disputed.filter(isBlocked), ...disputed.filter((it) => !isBlocked(it))];
  const rest = ordered.slice(MOST_CARRIED);
  const carried = ordered.slice(0, MOST_CARRIED).map(objection);
  if (rest.length === 0) return carried;
  const text = `Other items with objections: ${rest.map(({ item }) => item.id).join(', ')}`;
  return [...carried, { from: 'program', title: `${rest.length} further objections`, text }];
}

const isBlocked = ({ state }: ItemTally): boolean => state === 'blocked';

function objection({ item, state, words }: ItemTally): Carried {
  const said = words.filter(saysSomething);
  const against = said.filter(isAgainst);
  const text = [item.text, ...against.map(({ seat, basis }) => `${seat} disagrees: ${basis}`)].join('\n\n');
  return {
    from: 'worker',
    title: `${item.id}: ${against.length} of ${said.length} ${against.length === 1 ? 'disagrees' : 'disagree'}${state === 'blocked' ? ', which blocks the plan' : ''}`,
    text,
  };
}
