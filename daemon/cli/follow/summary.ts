// The final output of a command that followed a run to its end, and its exit code. Loaded while the run is in progress.

import type { Severity } from '../../../contracts/findings/finding.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { Format } from '../../../skills/report-writer/formats/names.ts';
import { formattedReport } from '../acts/formatted-report.ts';
import { closingScreen } from '../screens/closing-screen.ts';
import type { Context } from '../words/command.ts';
import { exitOfRun } from '../words/exit-code.ts';
import { ringFor } from './bell.ts';
import { standingFor } from './standing-for.ts';

type SummaryOptions = { json: boolean; format?: Format | undefined; failOn: Severity | undefined };

/** The prepared final output for a run that ended like this. */
export type PreparedSummary = { of: RunView; stands: RunView; code: number; words: string };

export async function prepareSummary(view: RunView, asked: SummaryOptions, context: Context): Promise<PreparedSummary> {
  // If the report of an earlier run was reused, its findings count.
  const stands = await standingFor(view, context);
  const code = exitOfRun(stands, asked.failOn);
  return { of: view, stands, code, words: await lastWords(view, stands, asked, code, context) };
}

/** `early` was prepared before it was certain that the run would not change any more. */
export async function printSummary(view: RunView, asked: SummaryOptions, context: Context, early?: PreparedSummary): Promise<number> {
  const { stands, code, words } = early?.of === view ? early : await prepareSummary(view, asked, context);
  const quiet = asked.json || asked.format !== undefined;
  if (stands !== view && !quiet) context.tell(`muster: nothing was done: ${view.sameAs} did the same. To do it anyway: --force`);
  await context.print(words);
  await ringFor('end', context);
  return code;
}

async function lastWords(
  view: RunView,
  stands: RunView,
  { json, format }: SummaryOptions,
  code: number,
  { home, screen }: Context,
): Promise<string> {
  if (format !== undefined) return formattedReport(json ? view : stands, format, code, home);
  return json ? `${JSON.stringify(view, null, 1)}\n` : closingScreen(stands, screen, stands === view ? undefined : view);
}
