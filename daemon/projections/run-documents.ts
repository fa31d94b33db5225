// The documents of a run that follow from its state at any moment: those of each phase, in a folder called as the phase.

import { join } from 'node:path';
import { digestOf } from '../../runtime/canonical.ts';
import { phaseOf, phaseOfEvent } from '../../skills/phases/table.ts';
import type { RunState } from '../../skills/run/state.ts';

/** `name` is a path below the run's `state/`. */
export type RunDocument = { what: string; name: string; text: string };

export const runDocuments = ({ memory }: RunState): RunDocument[] =>
  Object.entries(memory).flatMap(([key, { kind, own }]) =>
    (phaseOf({ kind, key }).documents?.(own) ?? []).map((it) => ({ ...it, name: join(key, it.name) })),
  );

/** Events after which some of them are other ones. */
export const changesDocuments = (type: string): boolean => phaseOfEvent(type)?.documents !== undefined;

/** What a manifest names of them, by the digest of what is in the file. */
export const documentOutputs = (state: RunState, hide: (text: string) => string): { name: string; digest: string }[] =>
  runDocuments(state).map(({ name, text }) => ({ name: join('state', name), digest: digestOf(hide(text)) }));
