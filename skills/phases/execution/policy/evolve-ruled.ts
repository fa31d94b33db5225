// The state of a stage after a person has decided about it.

import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import type { Executed, StageState } from '../life/stage-state.ts';
import { decomposed, revived, withoutEdge } from './decompose.ts';

export type Ruled = { stage: string; action: PolicyAction };

/** The state to which the action takes it. */
export const ruledTo = ({ action }: Ruled): 'same' | 'superseded' | 'skipped' =>
  action.do === 'decompose' ? 'superseded' : action.do === 'skip' ? 'skipped' : 'same';

/** Whether blocked stages may be possible now; skipping a stage with everything that needs it unblocks nothing. */
const opensWay = (action: PolicyAction): boolean =>
  action.do === 'skip' ? action.dependents === 'go-on' : action.do !== 'abort' && action.do !== 'escalate';

export function evolveRuled(own: Executed, ruled: Ruled): Executed {
  return opensWay(ruled.action) ? revived(decided(own, ruled)) : decided(own, ruled);
}

function decided(own: Executed, { stage: id, action }: Ruled): Executed {
  const change = (more: (it: StageState) => StageState): Executed => ({
    ...own,
    stages: own.stages.map((it) => (it.stage.id === id ? more(it) : it)),
  });
  switch (action.do) {
    case 'retry':
      return change(again);
    case 'decompose':
      return decomposed(own, id, action.stages);
    case 'change-agent':
      // It costs no retry, because another seat failed.
      return change((it) => ({ ...again(it), prefers: action.seat, rejections: Math.max(0, it.rejections - 1) }));
    case 'change-validator': {
      const { nth, to, argv } = action;
      const changed = change((it) => ({ ...again(it), stage: { ...it.stage, validators: it.stage.validators.with(nth - 1, to) } }));
      if (!argv || !('command' in to) || !changed.planned) return changed;
      return { ...changed, planned: { ...changed.planned, commands: { ...changed.planned.commands, [to.command]: argv } } };
    }
    case 'amend-scope':
      return change((it) => ({ ...again(it), stage: { ...it.stage, files: [...it.stage.files, ...action.files] } }));
    case 'skip': {
      const skipped = change((it) => ({ ...it, state: 'skipped', left: action.reason, again: false }));
      return action.dependents === 'go-on' ? withoutEdge(skipped, id) : skipped;
    }
    case 'abort':
    case 'escalate':
      return own;
  }
}

/** A stage that was not tried yet starts by itself. */
const again = (it: StageState): StageState => ({ ...it, left: null, again: it.state !== 'pending', declined: [] });
