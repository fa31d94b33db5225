// muster resume [run]: lets paused runs go on.

import { runLineOf } from '../../../records/kept/run-line.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords, openRecords } from '../../named/records.ts';
import { runsTable } from '../../screens/tables/runs-table.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['resume [run]  [--stale]'],
  about: 'Without a run, lists the paused ones. A run paused for more than a week needs --stale, because much may have changed.',
  words: { least: 0, most: 1, names: 'run' },
  options: { stale: { kind: 'flag', says: 'resume even after more than a week' } },
  examples: [
    ['muster resume', 'list paused runs'],
    ['muster resume r-k3f', 'continue one'],
  ],
  personOnly: true,
  async run(context, given) {
    const [wanted] = given.words;
    if (wanted === undefined) {
      await using records = await openRecords(context);
      const views = await Promise.all(((await records?.runs({ ended: false })) ?? []).map(({ run }) => records?.view(run)));
      const paused = views.flatMap((it) => (it?.status === 'paused' ? [runLineOf(it)] : []));
      await context.print(paused.length === 0 ? 'No run is paused.\n' : runsTable(paused, Date.now(), context.screen));
      return EXIT.done;
    }
    await using records = await mustHaveRecords(context, wanted);
    const run = await records.named(wanted);
    await giveOrder(context, { kind: 'resume', run, ...(given.has('stale') ? { stale: true } : {}) });
    await context.print(`${run} continues. To follow: muster tail ${run}\n`);
    return EXIT.done;
  },
};
