// The prompt of a repair: the same work, with the errors of the first answer.

import { asData } from './fence.ts';

export function repairText(errors: string, answer: string | undefined): string {
  const parts = [
    '# Your last answer was not valid',
    'Do not start over: fix the answer below, write it to the result path of this prompt, and stop.',
    asData('What was wrong', errors),
    answer === undefined ? '' : asData('What you wrote', answer),
  ];
  return `${parts.filter((it) => it !== '').join('\n\n')}\n`;
}
