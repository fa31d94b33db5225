// Work of this run that is blocked: a person decides whether it is fixed, accepted anyway, or rejected.

import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { GateState } from '../../run/gates/gate-state.ts';
import { openGate } from '../../run/gates/gates.ts';
import { listedUpTo } from '../../wording/numbers.ts';
import type { VerdictTurn } from './turn.ts';

const BLOCKED = 'blocked-work';

/** The events between a verdict and the end of its phase; undefined if there is nothing to ask. */
export function afterVerdict(turn: VerdictTurn): SharedEvent[] | undefined {
  const { run, contributions, own } = turn;
  if (!contributions.work || own.verdict?.verdict !== 'blocked' || run.created.task.approvals === 'auto') return undefined;
  const gate = gateOf(turn);
  if (!gate) return [ask(turn)];
  return gate.answer === 'approve' || gate.answer === 'request-changes' ? undefined : [];
}

export const isToBeFixed = (turn: VerdictTurn): boolean =>
  turn.own.verdict?.verdict === 'blocked' && gateOf(turn)?.answer === 'request-changes';

const shownBy = ({ phase, own }: VerdictTurn): string => digestOfJson([BLOCKED, phase.pass, own.verdict]);

const gateOf = (turn: VerdictTurn): GateState | undefined =>
  turn.run.gates.findLast(
    ({ gate: { phase, about, shown } }) =>
      phase === turn.key && about.kind === 'phase' && about.name === BLOCKED && shown === shownBy(turn),
  );

function ask(turn: VerdictTurn): SharedEvent {
  const { run, contributions, key, own, at } = turn;
  const blockers = (own.verdict?.blockers ?? []).map(({ ref, why }) => `${ref}: ${why}`);
  const fix = { answer: 'request-changes' as const, does: 'adds a stage that fixes what blocks it, with your comment (-m) in its goal' };
  const asked = {
    phase: key,
    about: { kind: 'phase' as const, name: BLOCKED },
    asks: 'The work is proved, and the review blocks it. What now?',
    why: listedUpTo(blockers, 10),
    offers: [
      ...(contributions.work?.fixable ? [fix] : []),
      { answer: 'approve' as const, does: 'accepts the work anyway; the report keeps the verdict' },
      { answer: 'reject' as const, does: 'ends the run as rejected: its work cannot be applied' },
      { answer: 'abort' as const, does: 'ends the run' },
    ],
    shown: shownBy(turn),
  };
  return openGate(run, asked, at);
}
