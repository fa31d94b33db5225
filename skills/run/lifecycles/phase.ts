// The lifecycle of a phase. It starts over with each pass, because a phase can be sent back to.

import { lifecycle } from './lifecycle.ts';

export const PHASE = lifecycle({
  name: 'phase',
  about: 'One pass of one phase of the template, by its key. A phase that is sent back to begins its next pass.',
  states: {
    pending: 'Its turn has not come.',
    running: 'It is under way; workers may be asked.',
    completed: 'It delivered its result.',
    failed: 'It could not deliver its result.',
    skipped: 'There was nothing to do, or no agent to do it.',
  },
  rows: [
    { from: 'pending', event: 'phase.started', to: 'running', says: 'Its turn has come.' },
    { from: 'pending', event: 'phase.ended', to: 'skipped', says: 'Nothing is expected of it, or the run concluded before its turn.' },
    { from: 'running', event: 'dispatch.prepared', to: 'same', says: 'A worker is asked.' },
    { from: 'running', event: 'phase.overdue', to: 'same', says: 'Its time limit is reached: its workers are ended, and it settles.' },
    { from: 'running', event: 'phase.ended', to: 'completed', says: 'It is done.' },
    { from: 'running', event: 'phase.ended', to: 'failed', says: 'It failed, or the run concluded in the middle of it.' },
    { from: 'running', event: 'phase.ended', to: 'skipped', says: 'It found nothing to do, or no agent to do it.' },
    {
      from: 'completed',
      event: 'phase.started',
      to: 'running',
      says: 'It is sent back to: the next pass begins, and all phases after it wait for their turn again.',
    },
  ],
});
