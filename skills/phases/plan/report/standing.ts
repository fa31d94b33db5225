// How a plan stands: whose draft it is, what the others' words come to, and whether it is approved.

import type { PlanGate, PlanItem } from '../../../../contracts/plan/plan-verification.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import type { Say } from '../../../report-writer/language/say.ts';
import { NOT_THE_REQUEST } from '../../../telling/judgement.ts';
import { cut } from '../../../telling/plain-text.ts';

type PlanView = NonNullable<RunView['plan']>;

export function standing(
  { seat, pass, digest, approved, verification }: PlanView,
  { gates, judgement }: Pick<RunView, 'gates' | 'judgement'>,
  say: Say,
): string[] {
  return [
    say('Draft {n} of {seat}, {digest}.', { n: pass + 1, seat, digest: digest.slice(0, 16) }),
    approved ? say(byPerson(digest, gates) ? APPROVED : AUTOMATIC) : say('Not approved.'),
    ...(judgement?.came === 'not-judged' ? [say(NOT_THE_REQUEST)] : []),
    ...(verification === null ? [say('This plan has not been judged yet.')] : []),
  ];
}

const APPROVED = 'Approved by a person, exactly as it is here.';
const AUTOMATIC = 'Approved without a person, because the task says `approvals: auto`.';

const byPerson = (digest: string, gates: RunView['gates']): boolean =>
  gates.some(({ gate, answer }) => answer === 'approve' && gate.about.kind === 'plan' && gate.about.plan === digest);

export const GATE_WORDS: Readonly<Record<PlanGate, { tone: 'good' | 'warning' | 'bad'; means: string }>> = {
  'passed': { tone: 'good', means: 'No voter disagrees with any item.' },
  'passed-with-dissent': {
    tone: 'warning',
    means: 'There are objections, but no item is rejected by more than half of its voters.',
  },
  'blocked-by-disagreement': {
    tone: 'bad',
    means: 'An item is rejected by more than half of its voters, so the plan cannot be approved as it is.',
  },
  'aborted-non-result': { tone: 'bad', means: 'No voter gave a usable verdict, so this says nothing about the plan.' },
};

/** The plan has all of it. */
export const inShort = ({ text }: PlanItem): string => cut(text.split('\n')[0] ?? '', 200);
