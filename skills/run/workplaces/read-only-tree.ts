// The checkout that seats share: those whose programs cannot write there, and those that write into a layer of their own over it.
// This file knows its name and its users: afterwards nobody can tell who changed it, so a change is attributed to all of them.

import type { Base } from '../../../contracts/run/base.ts';
import { listed } from '../../telling/numbers.ts';
import { type RunState, someOf } from '../state.ts';

/** No seat's name starts with it. */
const MARK = '+';

export const isSharedTree = (name: string): boolean => name.startsWith(MARK);

/** One for each commit, and a new one after a change, because some may still be reading the changed one. */
export function sharedTree({ commit }: Pick<Base, 'commit'>, told: RunState['told']): string {
  const name = `${MARK}${commit.slice(0, 12)}`;
  const changed = new Set(told.filter((it) => it.workplace === name || it.workplace.startsWith(`${name}.`)).map((it) => it.workplace));
  return changed.size === 0 ? name : `${name}.${changed.size + 1}`;
}

/** The seats whose dispatches were given this tree. */
export const seatsOn = ({ dispatches }: Pick<RunState, 'dispatches'>, name: string): string[] => [
  ...new Set(dispatches.filter(({ workplace, over }) => over === name || workplace?.endsWith(`/${name}`)).map((it) => it.seat)),
];

/** The report's sentence about a change: none of them can be ruled out. */
export const sharedText = (seats: readonly string[], files: readonly string[], patch: string): string =>
  `the tree that ${listed(seats)} ${seats.length === 1 ? 'was' : 'were'} to read only was changed (${someOf(files)}): ${
    seats.length === 1 ? 'its program does' : 'the program of at least one of them does'
  } not keep it from writing; the changes are kept as the patch ${patch}`;
