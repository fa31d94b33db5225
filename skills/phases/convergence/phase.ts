// Findings are grouped, and examined by the workers who did not raise them, until each has one state.

import { count } from '../../telling/numbers.ts';
import { because, teamLines } from '../../telling/sentences.ts';
import { END_WORDS, STATE_WORDS } from '../../telling/states.ts';
import { documentSteps } from '../documents.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, settle, waitsForLate } from './advance.ts';
import { CONVERGENCE_EVENTS } from './events.ts';
import { type Examination, evolve, replaced } from './memory.ts';
import { convergenceWork } from './work.ts';

export const convergence: Phase = phase({
  kind: 'convergence',
  template: {},
  examines: true,
  makes: { artifact: 'convergence', schema: 'convergence@1' },
  proposable: () => [],
  events: CONVERGENCE_EVENTS,
  says: {
    'convergence.grouped': ({ findings }) => `Findings were grouped into ${findings.length}.`,
    'convergence.opened': ({ round, queue, asks }) =>
      `Round ${round} began with ${count(queue, 'finding')} in the queue, asked of ${count(asks.length, 'worker')}.`,
    'convergence.closed': ({ round, words }) => `Round ${round} closed with ${count(words.length, 'verdict')}.`,
    'finding.settled': ({ finding, round, state, reason }) =>
      `${finding} was settled in round ${round}: ${STATE_WORDS[state].label}${because(reason)}.`,
    'convergence.ended': ({ reason }) => `Cross-examination ended: ${END_WORDS[reason]}.`,
  },
  progress: {
    'convergence.opened': ({ round, queue, asks }) => [
      `phase-5.5-convergence round=${round} queue=${queue}`,
      ...teamLines(asks.map(({ seat }) => seat)),
    ],
    'convergence.ended': ({ reason }) => `phase-5.5-convergence ended=${reason}`,
  },
  empty: null as Examination,
  evolve,
  replaced,
  works: { convergence: convergenceWork },
  advance,
  settle,
  waitsForLate,
  gives: (own) => (own ? { convergence: own } : {}),
  // Its findings are the run's, and have sections of their own.
  shown: {
    place: 'found',
    label: 'Rounds',
    markdown: () => '',
    page: () => [],
    lines: ({ convergence: { rounds, ended } }) =>
      ended === null && rounds === 0 ? [] : [`${rounds}${ended === null ? ', still going' : `; ${END_WORDS[ended]}`}`],
    closing: () => ({ lines: [], below: [] }),
  },
  *documents(own) {
    return own ? [{ what: 'convergence', name: 'convergence.json', text: yield* documentSteps(own) }] : [];
  },
});
