// muster report <run>: prints a report in any format.

import { join } from 'node:path';
import { FORMATS } from '../../../../skills/report-writer/formats/names.ts';
import { formattedReport } from '../../acts/formatted-report.ts';
import { openPage } from '../../acts/open-page.ts';
import { mustHaveRecords, runMeant } from '../../named/records.ts';
import { oneOf } from '../../named/severity.ts';
import type { Command } from '../../words/command.ts';
import { EXIT, exitOfRun } from '../../words/exit-code.ts';

const JSON_FORMATS: ReadonlySet<string> = new Set(['json', 'sarif', 'gitlab', 'rdjson']);

export const command: Command = {
  usage: ['report [run]  [--open] [--format <format>] [--json]'],
  about: [
    'Without a run: the newest of this project. The facts are in `report.json`; every other form is made from it.',
    'For other programs: sarif (code scanning), github (annotations), gitlab (code quality), rdjson (reviewdog), junit (any CI).',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run' },
  options: {
    open: { kind: 'flag', says: 'open the HTML page in a browser' },
    format: { kind: 'text', value: '<format>', says: `${FORMATS.join(', ')} (default: md), or path (prints where the Markdown file is)` },
    json: { kind: 'flag', says: 'the same as --format json' },
  },
  examples: [
    ['muster report', 'of the newest run of this project'],
    ['muster report r-k3f', 'the report as Markdown'],
    ['muster report r-k3f --open', 'the HTML page, in a browser'],
    ['muster report r-k3f --json | jq .notLookedAt', 'what was not looked at'],
    ['muster report r-k3f --format sarif > muster.sarif', 'for code scanning'],
  ],
  async run(context, given) {
    const [wanted] = given.words;
    const format = given.has('json') ? 'json' : oneOf(given.text('format') ?? 'md', [...FORMATS, 'path'], '--format');
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await runMeant(wanted, records, context));
    const text = await formattedReport(view, format === 'path' ? 'md' : format, exitOfRun(view), context.home);
    if (given.has('open')) {
      const page = join(context.home.run(view.id).report, 'report.html');
      await openPage(page, context.env);
      await context.print(`${page}\n`);
      return EXIT.done;
    }
    if (JSON_FORMATS.has(format)) context.printsJson();
    await context.print(format === 'path' ? `${view.report?.path}\n` : text);
    return EXIT.done;
  },
};
