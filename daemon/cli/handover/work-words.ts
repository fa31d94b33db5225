// What a person reads about work that they take over: its commits, and whether it is proved on their branch.

import { gitText } from '../../../runtime/workspace/git/git.ts';
import { count } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import type { Placed } from './prepare.ts';

/** One line per commit, oldest first. */
export async function commitLines(gitDir: string, from: string, tip: string): Promise<string[]> {
  const told = await gitText({ gitDir }, ['log', '--reverse', '--no-patch', '--format=%h %s', `${from}..${tip}`]);
  return told === '' ? [] : told.split('\n').map((it) => `    ${oneLine(it)}`);
}

export function provedWords({ moved, proved }: Placed): string {
  if (!moved) return 'the tree is the one that was proved';
  if (!proved) return 'the same changes on your branch, which give the tree that was proved';
  return `the same changes on your branch, and ${count(proved.asked, 'validator passes', 'validators pass')} there`;
}
