// What the settings decide, before a person is asked, about a stage that was rejected and will not be retried by itself.

import type { SharedEvent } from '../../../../contracts/run/run-event.ts';
import type { Turn } from '../../phase.ts';
import type { Executed, StageState } from '../life/stage-state.ts';
import type { Event } from '../memory.ts';
import { escalated } from './rule-on.ts';

/** Undefined if a person is asked as usual. */
export function bySettings(turn: Turn<Executed, Record<never, never>>, it: StageState): (SharedEvent | Event)[] | undefined {
  const { run, key } = turn;
  const { onReject, afterRetries } = run.created.config.checks;
  const setting = onReject === 'retry' ? afterRetries : onReject;
  const named = { phase: key, stage: it.stage.id, attempt: it.attempt };
  const why = `the settings say \`checks.${onReject === 'retry' ? 'afterRetries' : 'onReject'}: ${setting}\``;
  switch (setting) {
    case 'ask':
      return undefined;
    case 'leave':
      return [{ type: 'stage.left', payload: { ...named, why } }];
    case 'escalate': {
      const asked = run.gates.some(
        ({ gate: { about } }) => about.kind === 'stage' && about.stage === it.stage.id && about.attempt === it.attempt,
      );
      // Nobody is there to resume it.
      if (asked || run.created.task.approvals === 'auto') return undefined;
      const ruled: Event = { type: 'stage.ruled', payload: { ...named, action: { do: 'escalate', reason: why }, by: 'settings' } };
      return [ruled, ...escalated(turn, it, why)];
    }
  }
}
