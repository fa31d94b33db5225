// muster reject <gate>: says no to a question.

import { ANSWER_OPTIONS, giveAnswer } from '../../acts/give-answer.ts';
import type { Command } from '../../words/command.ts';

export const command: Command = {
  usage: ['reject <gate>  [-m <why>] [--shown <digest>]'],
  about:
    'Rejecting a plan or a phase ends the run. Rejecting a worker’s question continues without that worker, and a failed phase without it.',
  words: { least: 1, most: 1, names: 'gate' },
  options: ANSWER_OPTIONS,
  examples: [['muster reject r-k3f.g1 -m "not before the release"', 'the run ends, with a report']],
  personOnly: true,
  run: (context, given) => giveAnswer(context, given, 'reject'),
};
