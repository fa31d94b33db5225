// Whether a run waits only for a person. Such a run does not occupy a place that others wait for.

import { openGates } from './gates/gates.ts';
import { currentAttempt, isLive, type RunState } from './state.ts';

export function waitsOnlyForPerson(run: RunState): boolean {
  if (run.life.kind === 'awaiting-consent') return true;
  if (run.life.kind !== 'executing' && run.life.kind !== 'intake') return false;
  const atWork = run.dispatches.some((it) => {
    const attempt = currentAttempt(it);
    return attempt !== undefined && isLive(attempt);
  });
  if (atWork) return false;
  return run.paused !== null || (openGates(run).length > 0 && run.dispatches.every((it) => it.ended));
}
