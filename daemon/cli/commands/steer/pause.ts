// muster pause <run>: lets nothing new start in a run.

import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['pause <run>  [-m <reason>]'],
  about: 'Starts no new work; running workers finish. A run that stays paused for 30 days is aborted.',
  words: { least: 1, most: 1, names: 'run' },
  options: { message: { kind: 'text', short: 'm', value: '<reason>', says: 'the reason, for the report' } },
  examples: [['muster pause r-k3f -m "waiting for the merge"', 'later: muster resume r-k3f']],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context, wanted);
    const run = await records.named(wanted);
    await giveOrder(context, { kind: 'pause', run, reason: given.text('message') ?? 'a person paused it' });
    await context.print(`${run} is paused; running workers finish. To continue: muster resume ${run}\n`);
    return EXIT.done;
  },
};
