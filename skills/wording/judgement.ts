// Whether the question of a run was answered, in words: the first thing said about the outcome.

import type { RunView } from '../../contracts/run/run-view.ts';
import { inEnglish, listedUpToIn, type Say } from '../report-writer/language/english.ts';
import { inconclusiveSeats } from './looks.ts';

/** Why a question was not judged; undefined if it was, or if there was none. */
export function whyUnjudged({ judgement, looks }: Pick<RunView, 'judgement' | 'looks'>, say: Say = inEnglish): string | undefined {
  if (judgement?.came !== 'not-judged') return undefined;
  const lazy = new Set(inconclusiveSeats({ looks }).map((it) => it.seat));
  const { blind = [] } = judgement;
  if (blind.length > 0)
    return say('nothing shows that {seats} opened any of the files in question', { seats: listedUpToIn(blind, 6, say) });
  const silent = judgement.without.filter((it) => !lazy.has(it));
  if (lazy.size > 0 && silent.length === 0) return say('no worker that can judge the code looked at it');
  if (judgement.without.length === 0) return say('only rules looked, and rules cannot answer this question');
  return say('{seats} gave no answer that counts, and rules cannot answer this question', {
    seats: listedUpToIn(judgement.without, 6, say),
  });
}

/** What to say if a run without a question was examined by rules only. */
export const rulesOnlyWords = (say: Say = inEnglish): string => say('design and logic were not judged');

/** Whether a plan was made by rules. One in the first phase was given by a person, and made from no findings. */
export const leavesTheRequest = ({ judgement, phases }: Pick<RunView, 'judgement' | 'phases'>): boolean =>
  judgement?.came === 'not-judged' && phases[0]?.kind !== 'plan';

/** About a plan that rules made. */
export const NOT_THE_REQUEST = 'It covers findings that were confirmed or rechecked, and does not answer the request: nobody judged that.';

/** Why a run that was to make a plan has none, and what to do. */
export function whyNoPlan(
  { phases, plan, outcome }: Pick<RunView, 'phases' | 'plan' | 'outcome'>,
  say: Say = inEnglish,
): string | undefined {
  const planning = phases.find((it) => it.kind === 'plan' && it.state !== 'completed');
  if (outcome !== 'completed' || plan !== null || planning === undefined) return undefined;
  const why = planning.reason ?? say('its phase was not started');
  return `${why}; ${say('to have the request itself planned, seat an agent that can judge anything: muster agents lists them')}`;
}
