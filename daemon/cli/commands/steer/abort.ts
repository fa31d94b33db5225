// muster abort <run>: ends a run and its workers.

import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['abort <run>  [-m <reason>]'],
  about: 'Ends the workers and everything they started. A report of what was delivered is still written.',
  words: { least: 1, most: 1, names: 'run' },
  options: { message: { kind: 'text', short: 'm', value: '<reason>', says: 'the reason, for the report' } },
  examples: [['muster abort r-k3f -m "wrong branch"', 'then watch it end: muster tail r-k3f']],
  personOnly: true,
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context, wanted);
    const run = await records.named(wanted);
    await giveOrder(context, { kind: 'abort', run, reason: given.text('message') ?? 'a person aborted it' });
    await context.print(`${run} is being aborted; its workers are being ended. To watch: muster tail ${run}\n`);
    return EXIT.done;
  },
};
