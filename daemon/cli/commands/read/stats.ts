// muster stats: outcomes, times and costs over many runs.

import { MusterError } from '../../../../contracts/errors.ts';
import { figuresOfRuns } from '../../../records/kept/run-lines.ts';
import { statisticsOf } from '../../acts/statistics.ts';
import { openRecords } from '../../named/records.ts';
import { statsScreen } from '../../screens/stats-screen.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const DEFAULT = 200;

export const command: Command = {
  usage: ['stats  [--last <n>] [--json]'],
  about: 'How runs ended, how long agents took in each role (p50, p95), what they cost and why some failed. `~` marks an estimate.',
  words: { least: 0, most: 0, names: '' },
  options: {
    last: { kind: 'text', short: 'n', value: '<n>', says: `how many of the newest runs to count (default: ${DEFAULT})` },
    ...JSON_OPTION,
  },
  examples: [
    ['muster stats', 'over the newest two hundred runs'],
    ['muster stats -n 20 --json', 'as data'],
  ],
  async run(context, given) {
    const last = given.text('last') ?? String(DEFAULT);
    if (!/^[1-9]\d{0,5}$/.test(last))
      throw new MusterError('usage', `--last must be a positive number, not \`${last}\``, 'For example: muster stats --last 50');
    await using records = await openRecords(context);
    const rows = (await records?.runs({ newest: Number(last) })) ?? [];
    const statistics = statisticsOf(records ? await figuresOfRuns(rows, records.ledger, context.hide) : []);
    await context.print(given.has('json') ? `${JSON.stringify(statistics, null, 1)}\n` : statsScreen(statistics, context.screen));
    return EXIT.done;
  },
};
