// What the journal and the screens say about critics.

import { count } from '../../../telling/numbers.ts';
import { word } from '../../../telling/sentences.ts';
import type { OnScreens, Progress, Says } from '../../shown.ts';
import type { CRITIC_EVENTS } from '../events.ts';
import { criticSentences } from './sentences.ts';

export const CRITIC_SAYS: Says<typeof CRITIC_EVENTS> = {
  'critic.heard': ({ seat, gaps, failed }) =>
    failed === undefined ? `The critic ${seat} named ${count(gaps, 'gap')}.` : `The critic ${seat} delivered nothing: ${failed}.`,
};

export const CRITIC_SHOWN: OnScreens = {
  place: 'found',
  label: 'Critic',
  summary: criticSentences,
  lines: (view) => criticSentences(view),
};

export const CRITIC_PROGRESS: Progress<typeof CRITIC_EVENTS> = {
  'critic.heard': ({ provider, gaps, failed }) =>
    `phase-5.6-critic provider=${word(provider)} gaps=${gaps}${failed === undefined ? '' : ` failed=${word(failed)}`}`,
};
