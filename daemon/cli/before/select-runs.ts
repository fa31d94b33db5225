// Which runs `muster rerun` is about: those that are named, or the failed ones of a project that have not been repeated.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunState } from '../../../skills/run/state.ts';
import { foldRun } from '../../process/fold.ts';
import { parentOf } from '../../records/children.ts';
import type { Records } from '../named/records.ts';
import { endingOf } from './run-again.ts';

export async function namedRuns(words: readonly string[], records: Records): Promise<RunState[]> {
  const runs: string[] = [];
  for (const word of words) runs.push(await records.named(word));
  const states: RunState[] = [];
  for (const run of new Set(runs)) states.push(await foldRun(records.ledger, run).catch(aside(run)));
  return states;
}

/** Newest first. What was repeated already is not repeated once more because it failed. */
export async function failedRunsOf(project: string, records: Records): Promise<RunState[]> {
  const own: string[] = [];
  const repeated = new Set<string>();
  for (const { run } of await records.runs()) {
    const [first] = await records.ledger.read(`run/${run}`, 0, 1);
    if (first?.type !== 'run.created') continue;
    const { origin, task } = first.payload;
    if (task.project === project) own.push(run);
    const parent = parentOf(first.payload);
    if (parent !== undefined && origin.kind === 'command' && origin.of === parent) repeated.add(parent);
  }
  const states: RunState[] = [];
  for (const run of own) {
    if (repeated.has(run)) continue;
    const state = await foldRun(records.ledger, run).catch(unlessAside);
    if (state && endingOf(state).kind === 'bad') states.push(state);
  }
  return states;
}

/** A run whose journal cannot be read to its end must be aborted first, so that it does not count as running. */
const aside =
  (run: string) =>
  (error: unknown): never => {
    if (!isAside(error)) throw error;
    throw new MusterError('command-refused', `${run} was set aside: ${error.message}`, `End it first: muster abort ${run}`);
  };

function unlessAside(error: unknown): undefined {
  if (!isAside(error)) throw error;
}

const isAside = (error: unknown): error is MusterError => error instanceof MusterError && error.code === 'event-illegal';
