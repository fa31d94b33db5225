// Rejected task files in the inboxes of the home and of watched projects, and the lines that report them.

import { exists } from '../../../runtime/files.ts';
import { type Home, projectAt } from '../../../runtime/home.ts';
import type { Glance } from '../../../runtime/ledger/glance.ts';
import { count } from '../../../skills/wording/numbers.ts';
import { cut } from '../../../skills/wording/plain-text.ts';
import { type RejectedDrop, rejectedIn } from '../../inbox/rejected.ts';
import type { Context } from '../words/command.ts';

const LONGEST = 200;

/** `inboxes`: the watched inboxes, if they are already known. */
export async function rejectedDrops({ home }: Pick<Context, 'home'>, inboxes?: readonly string[]): Promise<RejectedDrop[]> {
  if (inboxes) return rejectedIn(inboxes);
  // Other checks report a ledger that cannot be read.
  return rejectedIn(inboxesKnown(home, await atAGlance({ home }).catch(() => undefined)));
}

/** Loaded on demand: loading the code that reads a ledger takes longer than everything else in a short command. */
export async function atAGlance({ home }: Pick<Context, 'home'>): Promise<Glance | undefined> {
  if (!(await exists(home.ledger))) return undefined;
  const { glanceAt } = await import('../../../runtime/ledger/glance.ts');
  return glanceAt(home.ledger, 'project.watched');
}

export const inboxesKnown = (home: Home, known: Glance | undefined): string[] => [
  home.inbox,
  ...new Set((known?.ofHouse ?? []).map((it) => projectAt((it as { project: string }).project).inbox)),
];

export const rejectedWords = ({ name, why, path }: RejectedDrop): string =>
  `drop rejected: ${name}: ${cut(why, LONGEST).replace(/[.…]*$/, '')} (${path}.error.txt)`;

/** The newest with its reason, and how many others there are. */
export function rejectedSummary(drops: readonly RejectedDrop[]): string[] {
  const [newest, ...others] = drops;
  if (!newest) return [];
  const more = others.length === 0 ? '' : `; and ${count(others.length, 'earlier one')}`;
  return [`${rejectedWords(newest)}${more}. Fix it and drop it again; delete the file to forget it`];
}
