// Watches an attempt until the rules have something to decide.

import { localOf } from '../../../contracts/ids.ts';
import { RESULT_CAP } from '../../../contracts/work/result.ts';
import { isSteps, type Steps } from '../../../runtime/steps.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import type { WatchedPlace } from '../../../runtime/watch/look-memory.ts';
import type { Answer } from '../../../runtime/watch/poller.ts';
import { type Judgement, judgeLookInSteps } from '../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../skills/dispatch/watch.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { keepAnswer } from './keep-answer.ts';

/** A limit shorter than this does not put the provider on hold. */
const LONGEST_SHORT_WAIT = 60_000;
const LAST_WORDS = 16 * 1024;

type LookEffect = Extract<RunEffect, { kind: 'look' }>;

export async function lookAtAttempt(run: string, order: LookEffect, context: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  const { dispatch, attempt } = order;
  return { kind: 'looked', dispatch, attempt, look: await firstToJudge(run, order, context, signal) };
}

/** Watches the result path of a failed dispatch while its phase still accepts results. */
export async function awaitLate(
  run: string,
  order: Extract<RunEffect, { kind: 'await-late' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { dispatch, attempt } = order;
  return { kind: 'late', dispatch, attempt, look: await firstToJudge(run, order, context, signal) };
}

type Watched = { dispatch: string; attempt: number; provider: string; watch: Watch };

async function firstToJudge(run: string, watched: Watched, context: EffectContext, signal: AbortSignal): Promise<Look> {
  const { dispatch, attempt, watch } = watched;
  const place = placeOf(run, dispatch, attempt, context);
  const over = new AbortController();
  const words = lastWords(run, watched, context);
  const isTold = context.hints.follow(place.folder, () => context.poller.hint(place.session), AbortSignal.any([signal, over.signal]));
  const look = await context.poller
    .watch(
      place,
      (seen) => {
        const judgement = judgeLookInSteps(watch, words(seen));
        return isSteps(judgement) ? answerSteps(judgement) : answerTo(judgement);
      },
      signal,
      isTold,
    )
    .finally(() => over.abort());
  await keepAnswer(watch, look, context.objects);
  return words(look);
}

const answerTo = (judgement: Judgement): Answer =>
  judgement.kind === 'wait' ? { kind: 'again', in: judgement.askAgainIn, cpu: judgement.cpu } : { kind: 'report' };

function* answerSteps(judging: Steps<Judgement>): Steps<Answer> {
  return answerTo(yield* judging);
}

/** The last output of a silent worker, for programs that sleep at a rate limit. Read once per silence, and not for short ones. */
function lastWords(
  run: string,
  { dispatch, attempt, provider: name, watch }: Watched,
  { home, agents, files }: EffectContext,
): (look: Look) => Look {
  const provider = agents.provider(name);
  if (!provider?.waits || (watch.state !== 'running' && watch.state !== 'suspect')) return (look) => look;
  const patience = Math.min(LONGEST_SHORT_WAIT, watch.limits.quiet / 2);
  let read: { at: number; waits: string | undefined } | undefined;
  return (look) => {
    const { session } = look;
    if (!session || session.end || (session.quietOutput ?? 0) < patience) return look;
    if (read?.at !== session.outputBytes) {
      const said = files.printed(home.run(run).transcript(localOf(dispatch), attempt), LAST_WORDS);
      read = { at: session.outputBytes, waits: provider.waits?.(said) };
    }
    return read.waits === undefined ? look : { ...look, waits: read.waits };
  };
}

export function placeOf(run: string, dispatch: string, attempt: number, { home }: Pick<EffectContext, 'home'>): WatchedPlace {
  const own = home.run(run).results(localOf(dispatch));
  return { session: `${dispatch}.${attempt}`, root: home.root, folder: own.root, result: own.result, beat: own.beat, cap: RESULT_CAP };
}
