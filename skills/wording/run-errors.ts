// The errors of a run, derived from its events: problems that workers reported, and steps in which the lead failed. errors.jsonl
// and the report are made from these.

import type { RunError } from '../../contracts/run/run-error.ts';
import type { ConcludeReason, SharedEventOf } from '../../contracts/run/run-event.ts';

/** A run that ended for one of these reasons could not do what was asked of it. */
const FAULTS: ReadonlySet<ConcludeReason> = new Set([
  'base-refused',
  'base-unknown',
  'scope-empty',
  'binding-refused',
  'effect-failed',
  'decision-refused',
]);

/** For events that were validated when written, or read from a journal that was. */
export function errorsOf({ type, at, payload }: { type: string; at: string; payload: unknown }): RunError[] {
  switch (type) {
    case 'attempt.ended': {
      const { dispatch, attempt, seat, errors } = payload as SharedEventOf<'attempt.ended'>['payload'];
      return errors.map((it) => ({ ...it, dispatch, attempt, seat }));
    }
    case 'effect.failed': {
      const { key, code, message, try: nth, retryAt } = payload as SharedEventOf<'effect.failed'>['payload'];
      return [{ ts: at, type: 'lead-failure', step: key, code, message, try: nth, retryAt }];
    }
    case 'run.concluding': {
      const { reason, message } = payload as SharedEventOf<'run.concluding'>['payload'];
      return FAULTS.has(reason) ? [{ ts: at, type: 'lead-failure', step: 'conclude', code: reason, message }] : [];
    }
    default:
      return [];
  }
}

/** `worker2 (d4)`, or `Muster`. */
export const errorSource = (it: RunError): string => ('seat' in it ? `${it.seat} (${it.dispatch.split('.').at(-1)})` : 'Muster');

/** What it was doing: the tool of a worker, or a step of the lead. */
export const errorStep = (it: RunError): string => ('step' in it ? it.step : (it.tool ?? it.type));
