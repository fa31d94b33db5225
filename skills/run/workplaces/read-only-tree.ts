// The checkout that seats share: those whose programs keep them from writing there, and those that write into a layer of their own
// over it. What it is called, and who is on it: nobody can tell afterwards who changed it, so a change is held against all of them.

import type { Base } from '../../../contracts/run/base.ts';
import { listed } from '../../telling/numbers.ts';
import { type RunState, someOf } from '../state.ts';

/** No seat has a name that begins so. */
const MARK = '+';

export const isSharedTree = (name: string): boolean => name.startsWith(MARK);

/** One for each commit; and after a change another one, because some may still read the one that was changed. */
export function sharedTree({ commit }: Pick<Base, 'commit'>, told: RunState['told']): string {
  const name = `${MARK}${commit.slice(0, 12)}`;
  const changed = new Set(told.filter((it) => it.workplace === name || it.workplace.startsWith(`${name}.`)).map((it) => it.workplace));
  return changed.size === 0 ? name : `${name}.${changed.size + 1}`;
}

/** Whose dispatches were given this tree. */
export const seatsOn = ({ dispatches }: Pick<RunState, 'dispatches'>, name: string): string[] => [
  ...new Set(dispatches.filter(({ workplace, over }) => over === name || workplace?.endsWith(`/${name}`)).map((it) => it.seat)),
];

/** What a report says of a change: none of them can be cleared of it. */
export const sharedText = (seats: readonly string[], files: readonly string[], patch: string): string =>
  `the tree that ${listed(seats)} ${seats.length === 1 ? 'was' : 'were'} to read only was changed (${someOf(files)}): ${
    seats.length === 1 ? 'its program does' : 'the program of at least one of them does'
  } not keep it from writing; the changes are kept as the patch ${patch}`;
