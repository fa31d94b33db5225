// The last words of a command that followed a run to its end, and what it exits with. Loaded while the run goes on.

import type { Severity } from '../../../contracts/findings/finding.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { Format } from '../../../skills/report-writer/formats/names.ts';
import { formattedReport } from '../acts/formatted-report.ts';
import { closingScreen } from '../screens/closing-screen.ts';
import type { Context } from '../words/command.ts';
import { exitOfRun } from '../words/exit-code.ts';
import { ringFor } from './bell.ts';
import { standingFor } from './standing-for.ts';

type Asked = { json: boolean; format?: Format | undefined; failOn: Severity | undefined };

/** What will be said of a run that ended like this. */
export type Prepared = { of: RunView; stands: RunView; code: number; words: string };

export async function prepare(view: RunView, asked: Asked, context: Context): Promise<Prepared> {
  // Where nothing was done, the findings are those of the run that did it.
  const stands = await standingFor(view, context);
  const code = exitOfRun(stands, asked.failOn);
  return { of: view, stands, code, words: await lastWords(view, stands, asked, code, context) };
}

/** `early`: prepared before it was known whether the run stays as it was then. */
export async function close(view: RunView, asked: Asked, context: Context, early?: Prepared): Promise<number> {
  const { stands, code, words } = early?.of === view ? early : await prepare(view, asked, context);
  const quiet = asked.json || asked.format !== undefined;
  if (stands !== view && !quiet) context.tell(`muster: nothing was done: ${view.sameAs} did the same. To do it all the same: --force`);
  await context.print(words);
  await ringFor('end', context);
  return code;
}

async function lastWords(
  view: RunView,
  stands: RunView,
  { json, format }: Asked,
  code: number,
  { home, screen }: Context,
): Promise<string> {
  if (format !== undefined) return formattedReport(json ? view : stands, format, code, home);
  return json ? `${JSON.stringify(view, null, 1)}\n` : closingScreen(stands, screen, stands === view ? undefined : view);
}
