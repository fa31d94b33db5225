// What the journal and the screens say about prompts that are made into artifacts.

import { firstCharacters } from '../../../../contracts/cut.ts';
import { count } from '../../../wording/numbers.ts';
import { because, word } from '../../../wording/sentences.ts';
import type { EventSentences, ProgressLines, ScreenParts } from '../../presentation.ts';
import { callWords } from '../call-words.ts';
import type { MAKE_EVENTS } from '../events.ts';
import { promptLines, promptRunsOf, promptSentence } from './sentences.ts';

export const MAKE_SENTENCES: EventSentences<typeof MAKE_EVENTS> = {
  'making.planned': ({ call, parent }) => `The prompt ${callWords(call)} is to be made${parent === null ? '' : `, for ${parent}`}.`,
  'making.begun': ({ prompt }) => `The prompt ${prompt} is read.`,
  'making.analysed': ({ path, macros }) => `${path} was read: ${count(macros.length, 'macro')}.`,
  'making.compiled': ({ inputs, bytes }) => `The prompt was put together from ${count(inputs.length, 'input')}: ${count(bytes, 'byte')}.`,
  'making.asked': ({ seat, round }) => `${seat} is asked to write it${round === 1 ? '' : ` again (round ${round})`}.`,
  'making.checked': ({ round, checks }) => {
    const held = checks.filter((it) => it.held).length;
    return `Draft ${round} was checked: ${held} of ${count(checks.length, 'check')} ${checks.length === 1 ? 'holds' : 'hold'}.`;
  },
  'artifact.made': ({ artifact }) => `The artifact ${artifact.name} was made: ${artifact.path ?? artifact.kept}.`,
  'making.ended': ({ prompt, state, reason }) => `The prompt ${prompt} ended: ${state}${because(reason)}.`,
};

export const MAKE_SCREENS: ScreenParts = {
  place: 'done',
  label: 'Prompts',
  findsNothing: true,
  reuses: (view) => promptRunsOf(view).flatMap((it) => it.reused ?? []),
  summary: (view, say) => promptRunsOf(view).map((it) => promptSentence(it, say)),
  lines: promptLines,
};

const line = (making: string, prompt: string, rest: string): string => `phase-make ${making} prompt=${prompt} ${rest}`;

export const MAKE_PROGRESS: ProgressLines<typeof MAKE_EVENTS> = {
  'making.begun': ({ making, prompt }) => line(making, prompt, 'stage=analysis'),
  'making.analysed': ({ making, prompt }) => line(making, prompt, 'stage=compilation'),
  'making.compiled': ({ making, prompt }) => line(making, prompt, 'stage=processing'),
  'making.ended': ({ making, prompt, state, reason, reused }) =>
    line(
      making,
      prompt,
      `state=${state}${reused ? ` from=${reused.run}` : ''}${state === 'failed' ? ` reason=${word(firstCharacters(reason, 80))}` : ''}`,
    ),
};
