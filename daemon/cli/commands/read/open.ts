// muster open [run]: opens a report in the browser.

import { join } from 'node:path';
import { formattedReport } from '../../acts/formatted-report.ts';
import { openPage } from '../../acts/open-page.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT, exitOfRun } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['open [run]'],
  about: 'The HTML page of the report, in a browser; the same as `muster report --open`. Without a run: the newest of this project.',
  words: { least: 0, most: 1, names: 'run' },
  options: {},
  examples: [['muster open', 'the newest report of this project']],
  async run(context, given) {
    const [wanted] = given.words;
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await runMeant(wanted, records, context));
    // Throws for a run that has no report, or whose files were deleted.
    await formattedReport(view, 'md', exitOfRun(view), context.home);
    const page = join(context.home.run(view.id).report, 'report.html');
    await openPage(page, context.env);
    await context.print(`${page}\n`);
    return EXIT.done;
  },
};
