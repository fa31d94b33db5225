// The rejected drops of a home and of the projects whose inbox it watches, and the lines that tell them.

import { projectAt } from '../../../runtime/home.ts';
import { count } from '../../../skills/telling/numbers.ts';
import { cut } from '../../../skills/telling/plain-text.ts';
import { type RejectedDrop, rejectedIn } from '../../inbox/rejected.ts';
import type { Context } from '../words/command.ts';

const LONGEST = 200;

/** `inboxes` where a daemon has told which it watches. */
export async function rejectedDrops(context: Context, inboxes?: readonly string[]): Promise<RejectedDrop[]> {
  if (inboxes) return rejectedIn(inboxes);
  const { houseOf } = await import('./find-agents.ts');
  // Of a ledger that cannot be read, other lines tell.
  const { watched } = await houseOf(context).catch(() => ({ watched: [] }));
  return rejectedIn([context.home.inbox, ...watched.map((it) => projectAt(it).inbox)]);
}

export const rejectedWords = ({ name, why, path }: RejectedDrop): string =>
  `drop rejected: ${name}: ${cut(why, LONGEST).replace(/[.…]*$/, '')} (${path}.error.txt)`;

/** The newest with its reason, and how many there are beside it. */
export function rejectedSummary(drops: readonly RejectedDrop[]): string[] {
  const [newest, ...others] = drops;
  if (!newest) return [];
  const more = others.length === 0 ? '' : `; and ${count(others.length, 'earlier one')}`;
  return [`${rejectedWords(newest)}${more}. Fix it and drop it again; delete the file to forget it`];
}
