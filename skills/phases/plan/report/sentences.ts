// The state of the newest plan in one sentence, for screens.

import type { RunView } from '../../../../contracts/run/run-view.ts';
import { leavesTheRequest, NOT_THE_REQUEST } from '../../../wording/judgement.ts';
import { count } from '../../../wording/numbers.ts';
import { gateLabel } from './gate-words.ts';
import { isOwnVote } from './standing.ts';

/** The state of the newest plan; empty if there is none. */
export function planSentence(run: Pick<RunView, 'plan' | 'judgement' | 'phases'>): string {
  const { plan } = run;
  if (plan === null) return '';
  const { verification } = plan;
  const judged =
    verification === null
      ? 'not judged'
      : `${gateLabel(verification)}${verification.unchallenged ? `, unchallenged (${isOwnVote(verification, plan.seat) ? 'its author alone voted' : 'one voter'})` : ''}, ${count(verification.items.length, 'item')}`;
  const again = plan.pass > 0 ? `, draft ${plan.pass + 1}` : '';
  const covers = leavesTheRequest(run) ? ` ${NOT_THE_REQUEST}` : '';
  return `${count(plan.plan.stages.length, 'stage')} by ${plan.seat}${again}: ${judged}; ${plan.approved ? 'approved' : 'not approved'}.${covers}`;
}
