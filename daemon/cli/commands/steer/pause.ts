// muster pause <run>

import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['pause <run>  [-m <reason>]'],
  about: 'Nothing new is started; what works now works to its end. A pause ends by itself, as aborted, after 30 days.',
  words: { least: 1, most: 1, names: 'run' },
  options: { message: { kind: 'text', short: 'm', value: '<reason>', says: 'why, for the report' } },
  examples: [['muster pause r-k3f -m "waiting for the merge"', 'and later: muster resume r-k3f']],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context.home, wanted);
    const run = await records.named(wanted);
    await giveOrder(context, { kind: 'pause', run, reason: given.text('message') ?? 'a person paused it' });
    await context.print(`${run} is paused; workers that are at work finish. To go on: muster resume ${run}\n`);
    return EXIT.done;
  },
};
