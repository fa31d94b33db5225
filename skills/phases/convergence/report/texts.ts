// What the journal and the screens say about the examination of findings.

import { count } from '../../../wording/numbers.ts';
import { because, teamLines } from '../../../wording/sentences.ts';
import { END_WORDS, stateLabel } from '../../../wording/states.ts';
import type { EventSentences, ProgressLines, ScreenParts } from '../../presentation.ts';
import type { CONVERGENCE_EVENTS } from '../events.ts';

export const CONVERGENCE_SENTENCES: EventSentences<typeof CONVERGENCE_EVENTS> = {
  'convergence.grouped': ({ findings }) => `Findings were grouped into ${findings.length}.`,
  'convergence.opened': ({ round, queue, asks }) =>
    `Round ${round} began with ${count(queue, 'finding')} in the queue, asked of ${count(asks.length, 'worker')}.`,
  'convergence.closed': ({ round, words }) => `Round ${round} closed with ${count(words.length, 'verdict')}.`,
  'finding.settled': ({ finding, round, state, claimed, reason }) =>
    `${finding} was settled in round ${round}: ${stateLabel({ state, claimed })}${because(reason)}.`,
  'convergence.ended': ({ reason }) => `Cross-examination ended: ${END_WORDS[reason]}.`,
};

export const CONVERGENCE_SCREENS: ScreenParts = {
  place: 'found',
  label: 'Rounds',
  lines: ({ convergence: { rounds, ended } }) =>
    ended === null && rounds === 0 ? [] : [`${rounds}${ended === null ? ', still going' : `; ${END_WORDS[ended]}`}`],
  closing: () => ({ lines: [], below: [] }),
};

export const CONVERGENCE_PROGRESS: ProgressLines<typeof CONVERGENCE_EVENTS> = {
  'convergence.opened': ({ round, queue, asks }) => [
    `phase-5.5-convergence round=${round} queue=${queue}`,
    ...teamLines(asks.map(({ seat }) => seat)),
  ],
  'convergence.ended': ({ reason }) => `phase-5.5-convergence ended=${reason}`,
};
