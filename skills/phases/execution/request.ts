// What a person is asked about a stage that cannot go on by itself, and what each answer does.

import type { GateAnswer } from '../../../contracts/run/gate.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import type { GateRequest } from '../../run/gates/gates.ts';
import type { StageState } from './life/stage-state.ts';
import { checksOf } from './names.ts';

const AGAIN = { answer: 'request-changes', does: 'tries the stage once more, with your comment (-m) in the prompt' } as const;
const LEAVE = { answer: 'reject', does: 'leaves the stage undone: what depends on it is not begun, everything else goes on' } as const;
const ABORT = { answer: 'abort', does: 'ends the run; what is verified is kept' } as const;

export function requestFor(run: string, phase: string, it: StageState): GateRequest {
  const { stage, attempt, state, reasons, asks, sealed } = it;
  const checks = checksOf(it);
  const printed = checks === undefined ? [] : [`All that its commands printed: \`muster logs ${run}.${checks}\``];
  return {
    phase,
    about: { kind: 'stage', stage: stage.id, attempt },
    asks: `${QUESTIONS[state] ?? 'What should happen to this stage?'} ${stage.id}: ${stage.title}`,
    why: [...reasons, ...asks, ...printed].join('\n'),
    offers: offersFor(it),
    shown: digestOfJson([stage.id, attempt, state, sealed?.head ?? null, reasons, asks]),
  };
}

const QUESTIONS: Partial<Record<StageState['state'], string>> = {
  unproved: 'Accept a stage that is not proved?',
  rejected: 'The checks of a stage failed. What now?',
  unavailable: 'A stage could not be tried. What now?',
  interrupted: 'The worker that carried out a stage is gone. What now?',
};

function offersFor({ state, hopeless }: StageState): { answer: GateAnswer; does: string }[] {
  switch (state) {
    case 'unproved':
      return [{ answer: 'approve', does: 'accepts the stage as it is; the report says that nobody proved it' }, AGAIN, LEAVE, ABORT];
    case 'unavailable':
      return hopeless ? [LEAVE, ABORT] : [{ answer: 'verify-again', does: 'tries it again' }, LEAVE, ABORT];
    default:
      return [AGAIN, LEAVE, ABORT];
  }
}
