// The lifecycle of a gate: a question to a person.

import type { GateState } from '../gates/gate-state.ts';
import { lifecycle } from './lifecycle.ts';

export const GATE = lifecycle({
  name: 'gate',
  about: 'A question to a person. The run waits until it is answered.',
  states: {
    open: 'It waits for an answer.',
    expired: 'No answer came in time, so the run is paused. It can still be answered.',
    answered: 'A person answered, or the task allows automatic approval.',
    closed: 'The run concluded before an answer came.',
  },
  rows: [
    { from: 'nothing', event: 'gate.opened', to: 'open', says: 'A person is asked.' },
    { from: ['open', 'expired'], event: 'gate.answered', to: 'answered', says: 'An answer to what was shown is given.' },
    { from: 'open', event: 'gate.expired', to: 'expired', says: 'No answer came in time.' },
    { from: 'expired', event: 'run.resumed', to: 'open', says: 'The run continues, and the gate waits for the full time again.' },
    { from: ['open', 'expired'], event: 'run.concluding', to: 'closed', says: 'The run concludes without an answer.' },
  ],
});

export const gateStageOf = ({ answer, closed, expired }: GateState): keyof typeof GATE.states =>
  answer !== null ? 'answered' : closed ? 'closed' : expired ? 'expired' : 'open';
