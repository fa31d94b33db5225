// The checkout that seats share: those whose programs cannot write there, and those that write into a layer of their own over it.
// This file knows its name and its users: afterwards nobody can tell who changed it, so a change is attributed to all of them.

import type { Base } from '../../../contracts/run/base.ts';
import { listed } from '../../wording/numbers.ts';
import { NOT_KNOWN, type RunState, someOf, type WhatChanged } from '../state.ts';

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
export function sharedText(seats: readonly string[], { files, patch, lost }: WhatChanged): string {
  const [were, whose] = seats.length === 1 ? ['was', 'its program does'] : ['were', 'the program of at least one of them does'];
  const tree = `the tree that ${listed(seats)} ${were} to read only`;
  if (lost === 'gone') return `${tree} was removed: ${whose} not keep it from writing; ${NOT_KNOWN}`;
  if (lost === 'unsealed')
    return `the files by which Muster examines ${tree} were changed: ${whose} not keep it from writing; ${NOT_KNOWN}`;
  return `${tree} was changed (${someOf(files)}): ${whose} not keep it from writing; the changes are kept as the patch ${patch}`;
}
