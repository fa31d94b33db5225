// Explains a worker, from a fresh look if it is running.

import { MusterError } from '../../../contracts/errors.ts';
import type { Explanation } from '../../../contracts/run/explanation.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { currentAttempt, type DispatchState, dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { explainWorker } from '../../lead/explain/explain-worker.ts';
import type { EffectContext } from '../effect-context.ts';
import { placeOf } from './look.ts';

export async function explainDispatch(state: RunState, id: string, context: EffectContext): Promise<Explanation> {
  const { id: run } = state;
  const dispatch = dispatchOf(state, id);
  if (!dispatch) throw new MusterError('run-unknown', `${run} has no dispatch ${id}`, `\`muster show ${run}\` lists its dispatches.`);
  return explainWorker(state, dispatch, await lookNow(run, dispatch, context), context.clock.now());
}

async function lookNow(run: string, dispatch: DispatchState, context: EffectContext): Promise<Look | undefined> {
  const attempt = currentAttempt(dispatch);
  if (attempt?.state !== 'running' && attempt?.state !== 'suspect') return undefined;
  return context.poller.lookOnce(placeOf(run, dispatch.id, attempt.n, context), { cpu: true });
}
