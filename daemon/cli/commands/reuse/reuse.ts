// muster reuse [run]: which answers of a run come from earlier ones.

import { viewRun } from '../../../lead/run/view-run.ts';
import { foldRun } from '../../../process/fold.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { reuseRows, reuseScreen } from '../../screens/tables/reuse-table.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['reuse [run]  [--json]'],
  about: [
    'For each piece of work of a run: which earlier one its answer was reused from, or why none was; the key under which it is',
    'stored; and what was saved.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run' },
  options: JSON_OPTION,
  examples: [['muster reuse', 'the newest run of this project']],
  async run(context, given) {
    const [wanted] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const state = await foldRun(records.ledger, await runMeant(wanted, records, context));
    const view = viewRun(state);
    const rows = reuseRows(state, view);
    await context.print(given.has('json') ? `${JSON.stringify(rows, null, 1)}\n` : reuseScreen(rows, view, context.screen));
    return EXIT.done;
  },
};
