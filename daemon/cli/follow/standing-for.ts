// If a run reused the report of an equal earlier run, that run's findings count.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { mustHaveRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';

/** The run itself, or the run whose report it reuses. */
export async function standingFor(view: RunView, context: Pick<Context, 'home' | 'hide' | 'cwd'>): Promise<RunView> {
  if (view.sameAs === undefined) return view;
  await using records = await mustHaveRecords(context, view.sameAs);
  return await records.view(view.sameAs);
}
