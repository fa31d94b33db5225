// What the journal and the screens say about critics.

import { count } from '../../../wording/numbers.ts';
import { word } from '../../../wording/sentences.ts';
import type { EventSentences, ProgressLines, ScreenParts } from '../../presentation.ts';
import type { CRITIC_EVENTS } from '../events.ts';
import { criticSentences } from './sentences.ts';

export const CRITIC_SENTENCES: EventSentences<typeof CRITIC_EVENTS> = {
  'critic.heard': ({ seat, gaps, failed }) =>
    failed === undefined ? `The critic ${seat} named ${count(gaps, 'gap')}.` : `The critic ${seat} delivered nothing: ${failed}.`,
};

export const CRITIC_SCREENS: ScreenParts = {
  place: 'found',
  label: 'Critic',
  summary: criticSentences,
  lines: (view) => criticSentences(view),
};

export const CRITIC_PROGRESS: ProgressLines<typeof CRITIC_EVENTS> = {
  'critic.heard': ({ provider, gaps, failed }) =>
    `phase-5.6-critic provider=${word(provider)} gaps=${gaps}${failed === undefined ? '' : ` failed=${word(failed)}`}`,
};
