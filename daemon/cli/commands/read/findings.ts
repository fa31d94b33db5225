// muster findings <run>

import { mustHaveRecords } from '../../named/records.ts';
import { severityOf, statesOf } from '../../named/severity.ts';
import { filterFindings, findingsTable } from '../../screens/tables/findings-table.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['findings <run>  [--state <state>] [--severity <severity>] [--seat <seat>] [--path <path>] [--json]'],
  about: 'Most severe first. Findings that were merged into another are left out, unless you ask for that state.',
  words: { least: 1, most: 1, names: 'run' },
  options: {
    state: { kind: 'list', value: '<state>', says: 'only in this state; several with commas or by repeating the option' },
    severity: { kind: 'text', value: '<severity>', says: 'this severity and higher: critical, major, minor, info' },
    seat: { kind: 'text', value: '<seat>', says: 'raised, confirmed or opposed by this worker' },
    path: { kind: 'text', value: '<path>', says: 'in this file or folder' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster findings r-k3f', 'all findings of a run'],
    ['muster findings r-k3f --severity major --state contested', 'what a person has to decide'],
    ['muster findings r-k3f --json | jq ".[].path"', 'as data'],
  ],
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    const states = statesOf(given.list('state'), '--state');
    const severity = severityOf(given.text('severity'), '--severity');
    const [seat, path] = [given.text('seat'), given.text('path')];
    const filters = { ...(states && { states }), ...(severity && { severity }), ...(seat && { seat }), ...(path && { path }) };
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await records.named(wanted));
    const text = given.has('json')
      ? `${JSON.stringify(
          filterFindings(view, filters).map((it) => ({ run: view.id, ...it.finding })),
          null,
          1,
        )}\n`
      : findingsTable(view, filters, context.screen);
    await context.print(text);
    return EXIT.done;
  },
};
