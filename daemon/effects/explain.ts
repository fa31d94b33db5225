// Explains a worker from a look that is made now, if there is one to look at.

import { MusterError } from '../../contracts/errors.ts';
import type { Explanation } from '../../contracts/explanation.ts';
import { runOf } from '../../contracts/ids.ts';
import type { Look } from '../../runtime/watch/look.ts';
import { explainWorker } from '../lead/explain-worker.ts';
import { currentAttempt, type DispatchState, dispatchOf } from '../lead/run-state.ts';
import type { Runs } from '../runs.ts';
import { placeOf } from './look.ts';
import type { Workshop } from './workshop.ts';

export async function explainDispatch(id: string, shop: Workshop, runs: Pick<Runs, 'folded'>): Promise<Explanation> {
  const run = runOf(id);
  const state = await runs.folded(run);
  const dispatch = dispatchOf(state, id);
  if (!dispatch) throw new MusterError('run-unknown', `${run} has no dispatch ${id}`, `\`muster show ${run}\` lists its dispatches.`);
  return explainWorker(state, dispatch, await lookNow(run, dispatch, shop), shop.clock.now());
}

async function lookNow(run: string, dispatch: DispatchState, shop: Workshop): Promise<Look | undefined> {
  const attempt = currentAttempt(dispatch);
  if (attempt?.state !== 'running' && attempt?.state !== 'suspect') return undefined;
  return shop.poller.lookOnce(placeOf(run, dispatch.id, attempt.n, shop), { cpu: true });
}
