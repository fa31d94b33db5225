// The status of a plan: who wrote it, the outcome of the votes, and whether it is approved.

import type { PlanItem, PlanVerification } from '../../../../contracts/plan/plan-verification.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/english.ts';
import { leavesTheRequest, NOT_THE_REQUEST } from '../../../wording/judgement.ts';
import { cut } from '../../../wording/plain-text.ts';

type PlanView = NonNullable<RunView['plan']>;

export function standing(
  { seat, pass, digest, approved, verification }: PlanView,
  run: Pick<RunView, 'gates' | 'judgement' | 'phases'>,
  say: Say,
): string[] {
  return [
    say('Draft {n} of {seat}, {digest}.', { n: pass + 1, seat, digest: digest.slice(0, 16) }),
    approved ? say(byPerson(digest, run.gates) ? APPROVED : AUTOMATIC) : say('Not approved.'),
    ...(leavesTheRequest(run) ? [say(NOT_THE_REQUEST)] : []),
    ...(verification === null ? [say('This plan has not been judged yet.')] : []),
    ...(verification !== null && isOwnVote(verification, seat) ? [say('Its only voter is the one who wrote it.')] : []),
  ];
}

/** True if every usable vote is the author's own: if no other seat can vote, a planner votes on its own plan. */
export function isOwnVote({ voters }: Pick<PlanVerification, 'voters'>, author: string): boolean {
  const usable = voters.filter((it) => it.usable);
  return usable.length > 0 && usable.every((it) => it.seat === author);
}

const APPROVED = 'Approved by a person, exactly as it is here.';
const AUTOMATIC = 'Approved without a person, because the task says `approvals: auto`.';

const byPerson = (digest: string, gates: RunView['gates']): boolean =>
  gates.some(({ gate, answer }) => answer === 'approve' && gate.about.kind === 'plan' && gate.about.plan === digest);

/** Shortened; the plan has the full text. */
export const inShort = ({ text }: PlanItem): string => cut(text.split('\n')[0] ?? '', 200);
