// Watches an attempt until the rules have something to decide.

import { localOf } from '../../contracts/ids.ts';
import { RESULT_CAP } from '../../contracts/result.ts';
import type { Look } from '../../runtime/watch/look.ts';
import type { Place } from '../../runtime/watch/memory.ts';
import { judgeLook, type Watch } from '../../skills/dispatch/judge-look.ts';
import type { RunEffect, RunSight } from '../lead/effect.ts';
import type { Workshop } from './workshop.ts';

type Order = Extract<RunEffect, { kind: 'look' }>;

export async function lookAtAttempt(run: string, order: Order, shop: Workshop, signal: AbortSignal): Promise<RunSight> {
  const { dispatch, attempt } = order;
  return { kind: 'looked', dispatch, attempt, look: await firstToJudge(run, order, shop, signal) };
}

/** The result path of a dispatch that has failed, for as long as its phase collects. */
export async function awaitLate(
  run: string,
  order: Extract<RunEffect, { kind: 'await-late' }>,
  shop: Workshop,
  signal: AbortSignal,
): Promise<RunSight> {
  const { dispatch, attempt } = order;
  return { kind: 'late', dispatch, attempt, look: await firstToJudge(run, order, shop, signal) };
}

type Watched = { dispatch: string; attempt: number; watch: Watch };

async function firstToJudge(run: string, { dispatch, attempt, watch }: Watched, shop: Workshop, signal: AbortSignal): Promise<Look> {
  const place = placeOf(run, dispatch, attempt, shop);
  const over = new AbortController();
  shop.hints.follow(place.folder, () => shop.poller.hint(place.session), AbortSignal.any([signal, over.signal]));
  const look = await shop.poller
    .watch(
      place,
      (seen) => {
        const judgement = judgeLook(watch, seen);
        return judgement.kind === 'wait' ? { kind: 'again', in: judgement.askAgainIn, cpu: judgement.cpu } : { kind: 'report' };
      },
      signal,
    )
    .finally(() => over.abort());
  // The bytes that were judged are the bytes that are kept.
  if (look.result.kind === 'there') await shop.objects.put(look.result.bytes);
  return look;
}

export function placeOf(run: string, dispatch: string, attempt: number, { home }: Workshop): Place {
  const own = home.run(run).results(localOf(dispatch));
  return { session: `${dispatch}.${attempt}`, root: home.root, folder: own.root, result: own.result, beat: own.beat, cap: RESULT_CAP };
}
