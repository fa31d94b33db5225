// Which work may be answered by an earlier result, and which results may answer later work.

import type { ReuseMode } from '../../contracts/run/reuse.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import type { Seat } from '../../contracts/task/agent.ts';
import type { Instant, Millis } from '../../contracts/time.ts';
import { flagsOf } from '../dispatch/anomalies.ts';
import { effectKey } from '../run/effect-key.ts';
import { isSettled } from '../run/settled-dispatch.ts';
import { currentAttempt, type DispatchState, isLive, type RunState } from '../run/state.ts';

/** An executor changes files, which no stored result does; what a report-writer reads is the run itself. */
const ROLES: ReadonlySet<string> = new Set(['analyser', 'critic', 'planner', 'verifier']);

/** It checks whether a program works, which an earlier answer cannot tell. */
export const PROBE = 'conformance';

export const reuseOf = ({ created: { task, config } }: Pick<RunState, 'created'>): ReuseMode => task.reuse ?? config.reuse ?? 'off';

export const mayReuse = (state: Pick<RunState, 'created'>, { role }: Pick<DispatchState, 'role'>): boolean =>
  reuseOf(state) !== 'off' && ROLES.has(role) && state.created.template.name !== PROBE;

/** An earlier result is looked for once, before anything is prepared for the dispatch. */
export const mustSeek = (state: RunState, dispatch: DispatchState): boolean =>
  dispatch.sought === null &&
  dispatch.attempts.length === 0 &&
  dispatch.prompts.length === 0 &&
  mayReuse(state, dispatch) &&
  // If the lookup fails, the work is done anyway: nothing waits for a saving.
  (state.failures[effectKey('seek-result', dispatch.id)]?.try ?? 0) < 2;

/** Its result counts, has no flags, and everything it led to is known. */
export function mayKeep(state: RunState, dispatch: DispatchState): boolean {
  const attempt = currentAttempt(dispatch);
  return (
    dispatch.ended?.status === 'completed' &&
    isSettled(dispatch) &&
    dispatch.inconclusive === null &&
    !(attempt && isLive(attempt)) &&
    flagsOf(state, dispatch).length === 0
  );
}

export function keepResult(state: RunState, dispatch: DispatchState): SharedEvent[] {
  const { id, seat, sought, kept, reused } = dispatch;
  if (kept || reused || !sought?.key || !mayKeep(state, dispatch)) return [];
  return [{ type: 'result.kept', payload: { dispatch: id, seat, key: sought.key.key, kin: sought.key.kin } }];
}

/** Others with its key wait for it as long as it may still deliver the result. */
export function mayStillBring({ life, paused }: Pick<RunState, 'life' | 'paused'>, dispatch: DispatchState): boolean {
  if (life.kind !== 'executing' || paused !== null || dispatch.kept) return false;
  if (dispatch.ended === null) return true;
  const attempt = currentAttempt(dispatch);
  return dispatch.ended.status === 'completed' && (!isSettled(dispatch) || (attempt !== undefined && isLive(attempt)));
}

const MAX_AGE: Millis = 7 * 86_400_000;

/** If the model is not named, the default may be a different one by now. */
export const isTooOld = ({ model, voice }: Pick<Seat, 'model' | 'voice'>, endedAt: Instant, now: Instant): boolean =>
  voice === 'model' && model === 'inherit' && now - endedAt > MAX_AGE;

/** For the whole task, or from a phase on if the run was forked there. */
export function isForced({ created, phases }: Pick<RunState, 'created' | 'phases'>, { phase }: Pick<DispatchState, 'phase'>): boolean {
  const from = created.origin.kind === 'command' ? created.origin.freshFrom : undefined;
  const order = phases.map((it) => it.template.key);
  return created.task.force || (from !== undefined && order.indexOf(phase) >= order.indexOf(from));
}

/** For a run that was forked at an event: what came after that event is done again. */
export function takenUntil({ created: { origin } }: Pick<RunState, 'created'>): { run: string; seq: number } | null {
  if (origin.kind !== 'command' || origin.of === undefined || origin.takenUntil === undefined) return null;
  return { run: origin.of, seq: origin.takenUntil };
}
