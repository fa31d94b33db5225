// Groups the findings and has them examined by workers who did not raise them, until each has a state.

import { documentSteps } from '../documents.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, settle, waitsForLate } from './advance.ts';
import { CONVERGENCE_EVENTS } from './events.ts';
import { type Examination, evolve, replaced } from './memory.ts';
import { CONVERGENCE_PROGRESS, CONVERGENCE_SCREENS, CONVERGENCE_SENTENCES } from './report/texts.ts';
import { convergenceWork } from './work.ts';

export const convergence: Phase = phase({
  kind: 'convergence',
  template: {},
  examines: true,
  makes: { artifact: 'convergence', schema: 'convergence@1' },
  proposable: () => [],
  events: CONVERGENCE_EVENTS,
  says: CONVERGENCE_SENTENCES,
  progress: CONVERGENCE_PROGRESS,
  empty: null as Examination,
  evolve,
  replaced,
  works: { convergence: convergenceWork },
  advance,
  settle,
  waitsForLate,
  gives: (own) => (own ? { convergence: own } : {}),
  // The findings belong to the run and have report sections of their own.
  shown: {
    ...CONVERGENCE_SCREENS,
    markdown: () => '',
    page: () => [],
  },
  *documents(own) {
    return own ? [{ what: 'convergence', name: 'convergence.json', text: yield* documentSteps(own) }] : [];
  },
});
