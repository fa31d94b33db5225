// The report of an ended run in the requested format. The files that the run wrote are printed byte
// for byte; formats for other programs are made from its facts.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Report } from '../../../contracts/run/report.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { codeOf } from '../../../runtime/files.ts';
import type { Home } from '../../../runtime/home.ts';
import { FORMATS, type Format } from '../../../skills/report-writer/formats/names.ts';
import { oneOf } from '../named/severity.ts';

export const FORMAT_OPTION = {
  kind: 'text',
  value: '<format>',
  says: `print the report as ${FORMATS.join(', ')}; progress is not shown`,
} as const;

export const formatOf = (given: string | undefined): Format | undefined =>
  given === undefined ? undefined : oneOf(given, FORMATS, '--format');

/** `--json` and `--format` are two answers to one question. */
export function oneOutput(json: boolean, format: Format | undefined): void {
  if (json && format !== undefined)
    throw new MusterError('usage', '--json and --format cannot be combined', '--json prints the run, --format json its report.');
}

export async function formattedReport(view: RunView, format: Format, exitCode: number, home: Home): Promise<string> {
  if (!view.report) {
    const running = view.endedAt === null;
    throw new MusterError(
      'command-refused',
      `${view.id} has no report${running ? ' yet' : ''} (${view.status})`,
      running ? `It is written when the run ends: muster tail ${view.id}` : `\`muster show ${view.id}\` shows how it ended.`,
    );
  }
  if (view.pruned)
    throw new MusterError(
      'command-refused',
      `${view.id} was pruned: its files were deleted`,
      `The journal still has the run: muster show ${view.id}`,
    );
  const folder = home.run(view.id).report;
  if (format === 'md' || format === 'html' || format === 'json') return contents(join(folder, `report.${format}`), view.id);
  const path = join(folder, 'report.json');
  // The report files are only printed; the code for other formats is loaded on demand.
  const { renderAs } = await import('../../../skills/report-writer/formats/formats.ts');
  return renderAs(format, await read(await contents(path, view.id), path), { exitCode });
}

async function read(text: string, path: string): Promise<Report> {
  const { Report } = await import('../../../contracts/run/report.ts');
  try {
    return Report.parse(JSON.parse(text));
  } catch (cause) {
    throw new MusterError(
      'io-failed',
      `${path} is not a report of this version of Muster`,
      'The formats md, html and json print it as it is; `muster rerun` makes a new one.',
      { cause },
    );
  }
}

async function contents(path: string, run: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    throw new MusterError('io-failed', `${path} does not exist`, `The journal still has the run: muster show ${run}`, { cause: error });
  }
}
