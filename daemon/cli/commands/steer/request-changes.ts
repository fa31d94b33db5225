// muster request-changes <gate>: has the work done again, with a person's comment.

import { ANSWER_OPTIONS, giveAnswer } from '../../acts/give-answer.ts';
import type { Command } from '../../words/command.ts';

export const command: Command = {
  usage: ['request-changes <gate>  -m <what to change> [--shown <digest>]', 'request-changes <gate>  --verify-again'],
  about: 'Has the work done again, with your comment in the next prompt. With --verify-again the plan stays the same and is judged again.',
  words: { least: 1, most: 1, names: 'gate' },
  options: { ...ANSWER_OPTIONS, 'verify-again': { kind: 'flag', says: 'have the same plan judged again' } },
  examples: [
    ['muster request-changes r-k3f.g1 -m "one stage per module, please"', 'the planner writes it again'],
    ['muster request-changes g1 --verify-again', 'no worker could judge it the first time'],
  ],
  personOnly: true,
  run: (context, given) => giveAnswer(context, given, given.has('verify-again') ? 'verify-again' : 'request-changes'),
};
