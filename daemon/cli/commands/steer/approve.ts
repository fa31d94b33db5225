// muster approve <gate>: says yes to a question.

import { ANSWER_OPTIONS, giveAnswer } from '../../acts/give-answer.ts';
import type { Command } from '../../words/command.ts';

export const command: Command = {
  usage: ['approve <gate>  [-m <words>] [--shown <digest>]'],
  about: [
    'Approves what a run asks. For a worker’s question, -m is the answer and is required. A failed phase is tried again, by the',
    'worker named with -m.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'gate' },
  options: ANSWER_OPTIONS,
  examples: [
    ['muster approve r-k3f.g1', 'the plan is good'],
    ['muster approve g2 -m "the staging database"', 'the answer to a worker’s question'],
    ['muster approve g3 -m claude', 'another worker tries what failed'],
  ],
  personOnly: true,
  run: (context, given) => giveAnswer(context, given, 'approve'),
};
