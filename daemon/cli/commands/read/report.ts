// muster report <run>

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { codeOf } from '../../../../runtime/files.ts';
import { openPage } from '../../acts/open-page.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { oneOf } from '../../named/severity.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const FORMATS = ['md', 'html', 'json', 'path'] as const;

export const command: Command = {
  usage: ['report <run>  [--open] [--format md|html|json|path] [--json]'],
  about: 'The facts are in `report.json`; the Markdown and the HTML page are made from it.',
  words: { least: 1, most: 1, names: 'run' },
  options: {
    open: { kind: 'flag', says: 'open the HTML page in a browser' },
    format: { kind: 'text', value: '<format>', says: 'md (default), html, json, or path (prints where the Markdown file is)' },
    json: { kind: 'flag', says: 'the same as --format json' },
  },
  examples: [
    ['muster report r-k3f', 'the report as Markdown'],
    ['muster report r-k3f --open', 'the HTML page, in a browser'],
    ['muster report r-k3f --json | jq .notLookedAt', 'what was not looked at'],
  ],
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    const format = given.has('json') ? 'json' : oneOf(given.text('format') ?? 'md', FORMATS, '--format');
    await using records = await mustHaveRecords(context.home, wanted);
    const view = await records.view(await records.named(wanted));
    if (!view.report) {
      const next =
        view.endedAt === null
          ? `It is written when the run ends: muster tail ${view.id}`
          : `\`muster show ${view.id}\` shows how it ended.`;
      throw new MusterError('command-refused', `${view.id} has no report${view.endedAt === null ? ' yet' : ''} (${view.status})`, next);
    }
    if (view.pruned)
      throw new MusterError(
        'command-refused',
        `${view.id} was pruned: its files were deleted`,
        `The journal still has the run: muster show ${view.id}`,
      );
    const folder = context.home.run(view.id).report;
    if (given.has('open')) {
      const page = join(folder, 'report.html');
      await openPage(page, context.env);
      await context.print(`${page}\n`);
      return EXIT.done;
    }
    await context.print(format === 'path' ? `${view.report.path}\n` : await contents(join(folder, `report.${format}`), view.id));
    return EXIT.done;
  },
};

async function contents(path: string, run: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new MusterError('io-failed', `${path} does not exist`, `The journal still has the run: muster show ${run}`, { cause: error });
  }
}
