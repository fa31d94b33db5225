// muster note <run> "…": adds a note to a run's journal and report.

import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['note <run> "<text>"'],
  about: 'The note is kept with the run. A report that is written later includes it.',
  words: { least: 2, most: 2, names: 'run text' },
  options: {},
  examples: [['muster note r-k3f "F-002 is known; see the tracker"', 'add it to the journal of the run']],
  personOnly: true,
  async run(context, given) {
    const [wanted = '', text = ''] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const run = await records.named(wanted);
    await giveOrder(context, { kind: 'note', run, text });
    await context.print(`Note added to ${run}.\n`);
    return EXIT.done;
  },
};
