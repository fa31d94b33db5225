// The documents that are derived from a run's state at any moment: those of each phase, in a folder with the phase's name.

import { join } from 'node:path';
import { digestOf } from '../../runtime/canonical.ts';
import { mapSteps, type Steps, stepsOf } from '../../runtime/steps.ts';
import { phaseOf, phaseOfEvent } from '../../skills/phases/table.ts';
import type { RunState } from '../../skills/run/state.ts';

/** `name` is a path below the run's `state/`. */
export type RunDocument = { what: string; name: string; text: string };

export function* runDocuments({ memory }: RunState): Steps<RunDocument[]> {
  const all: RunDocument[] = [];
  for (const [key, { kind, own }] of Object.entries(memory)) {
    const made = phaseOf({ kind, key }).documents?.(own);
    if (made) for (const it of yield* stepsOf(made)) all.push({ ...it, name: join(key, it.name) });
  }
  return all;
}

/** Whether an event of this type can change any of them. */
export const changesDocuments = (type: string): boolean => phaseOfEvent(type)?.documents !== undefined;

/** Their entries in a manifest, by the digest of the file's content. */
export function* documentOutputs(state: RunState, hide: (text: string) => string): Steps<{ name: string; digest: string }[]> {
  const all = yield* runDocuments(state);
  return yield* mapSteps(all, ({ name, text }) => ({ name: join('state', name), digest: digestOf(hide(text)) }));
}
