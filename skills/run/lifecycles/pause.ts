// Whether a run is paused: nothing new starts meanwhile, and running work may finish.

import type { RunState } from '../state.ts';
import { lifecycle } from './lifecycle.ts';

export const PAUSE = lifecycle({
  name: 'pause',
  about: 'A run can be paused at any time before it concludes. Nothing new starts meanwhile; running work may finish.',
  states: {
    going: 'The run is not paused.',
    paused: 'It waits for a person to resume it, and is aborted when the pause expires.',
  },
  rows: [
    { from: 'going', event: 'run.paused', to: 'paused', says: 'A person pauses it, or a gate was not answered in time.' },
    { from: 'paused', event: 'run.resumed', to: 'going', says: 'A person resumes it.' },
    { from: ['going', 'paused'], event: 'run.concluding', to: 'going', says: 'A run that concludes finishes that at once.' },
  ],
});

export const pauseOf = ({ paused }: Pick<RunState, 'paused'>): 'going' | 'paused' => (paused ? 'paused' : 'going');
