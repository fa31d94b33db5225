// Which runs `muster rerun` repeats: the named ones, or a project's failed runs that have not been repeated yet.

import { MusterError } from '../../../contracts/errors.ts';
import { cameFrom } from '../../../skills/run/origin/came-from.ts';
import { foldRun, foldUntilIllegal } from '../../process/fold.ts';
import type { Records } from '../named/records.ts';
import { endingOf, type Selected } from './run-again.ts';

export async function namedRuns(words: readonly string[], records: Records): Promise<Selected[]> {
  const runs: string[] = [];
  for (const word of words) runs.push(await records.named(word));
  const selected: Selected[] = [];
  for (const run of new Set(runs)) selected.push(await selectedOne(run, records));
  return selected;
}

/** Newest first, without runs that were repeated already. */
export async function failedRunsOf(project: string, records: Records): Promise<Selected[]> {
  const own: string[] = [];
  const repeated = new Set<string>();
  for (const { run } of await records.runs()) {
    const [first] = await records.ledger.read(`run/${run}`, 0, 1);
    if (first?.type !== 'run.created') continue;
    const { origin, task } = first.payload;
    if (task.project === project) own.push(run);
    const parent = cameFrom(first.payload);
    if (parent !== undefined && origin.kind === 'command' && origin.of === parent) repeated.add(parent);
  }
  const failed: Selected[] = [];
  for (const run of own) {
    if (repeated.has(run)) continue;
    // A run that was set aside has not ended: it is repeated only if it is named.
    const state = await foldRun(records.ledger, run).catch(unlessAside);
    if (state && endingOf(state).kind === 'bad') failed.push({ state, aside: null });
  }
  return failed;
}

async function selectedOne(run: string, { ledger }: Records): Promise<Selected> {
  try {
    return { state: await foldRun(ledger, run), aside: null };
  } catch (error) {
    if (!isAside(error)) throw error;
    const { state } = await foldUntilIllegal(ledger, run);
    if (!state) throw error;
    return { state, aside: error.message };
  }
}

function unlessAside(error: unknown): undefined {
  if (!isAside(error)) throw error;
}

const isAside = (error: unknown): error is MusterError => error instanceof MusterError && error.code === 'event-illegal';
