// muster compare <run> <run>: two runs side by side.

import { mustHaveRecords } from '../../named/records.ts';
import { compareScreen, comparison } from '../../screens/tables/compare-table.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['compare <run> <run>  [--json]'],
  about: 'Two runs side by side: how they ended, what each cost and took, what only one of them found, and what they judged differently.',
  words: { least: 2, most: 2, names: 'run run' },
  options: JSON_OPTION,
  examples: [['muster compare r-k3f r-9qa', 'a run and its fork']],
  async run(context, given) {
    const [one = '', other = ''] = given.words;
    await using records = await mustHaveRecords(context, one);
    const views = [await records.view(await records.named(one)), await records.view(await records.named(other))] as const;
    const made = comparison(...views);
    await context.print(given.has('json') ? `${JSON.stringify(made, null, 1)}\n` : compareScreen(made, context.screen));
    return EXIT.done;
  },
};
