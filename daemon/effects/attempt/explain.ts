// Explains a worker, from a fresh look if it is running.

import { lastLineOf } from '../../../agents/providers/printed.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { localOf } from '../../../contracts/ids.ts';
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
  const look = await lookNow(run, dispatch, context);
  const explained = explainWorker(state, dispatch, look, context.clock.now());
  const running = look?.session !== undefined && !look.session.end;
  return running ? { ...explained, seen: [...explained.seen, ...printedLast(run, dispatch, context)] } : explained;
}

const END_OF_OUTPUT = 65_536;

/** A program that waits for an answer gives no other sign than its question. */
function printedLast(run: string, dispatch: DispatchState, context: EffectContext): string[] {
  const attempt = currentAttempt(dispatch)?.n ?? 1;
  const line = lastLineOf(context.files.printed(context.home.run(run).transcript(localOf(dispatch.id), attempt), END_OF_OUTPUT));
  return line === undefined
    ? []
    : [`Its last line: “${line}”. To type an answer, if it asks for one: muster attach ${dispatch.id} --write`];
}

async function lookNow(run: string, dispatch: DispatchState, context: EffectContext): Promise<Look | undefined> {
  const attempt = currentAttempt(dispatch);
  if (attempt?.state !== 'running' && attempt?.state !== 'suspect') return undefined;
  return context.poller.lookOnce(placeOf(run, dispatch.id, attempt.n, context), { cpu: true });
}
