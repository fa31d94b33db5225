// The rejected drops of a home and of the projects whose inbox it watches, and the lines that tell them.

import { exists } from '../../../runtime/files.ts';
import { type Home, projectAt } from '../../../runtime/home.ts';
import type { Glance } from '../../../runtime/ledger/glance.ts';
import { count } from '../../../skills/telling/numbers.ts';
import { cut } from '../../../skills/telling/plain-text.ts';
import { type RejectedDrop, rejectedIn } from '../../inbox/rejected.ts';
import type { Context } from '../words/command.ts';

const LONGEST = 200;

/** `inboxes` where a daemon, or who has looked already, has told which are watched. */
export async function rejectedDrops({ home }: Pick<Context, 'home'>, inboxes?: readonly string[]): Promise<RejectedDrop[]> {
  if (inboxes) return rejectedIn(inboxes);
  // Of a ledger that cannot be read, other lines tell.
  return rejectedIn(inboxesKnown(home, await atAGlance({ home }).catch(() => undefined)));
}

/** Loading what reads a ledger takes longer than everything else that a short command does, so it is loaded where it is needed. */
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

/** The newest with its reason, and how many there are beside it. */
export function rejectedSummary(drops: readonly RejectedDrop[]): string[] {
  const [newest, ...others] = drops;
  if (!newest) return [];
  const more = others.length === 0 ? '' : `; and ${count(others.length, 'earlier one')}`;
  return [`${rejectedWords(newest)}${more}. Fix it and drop it again; delete the file to forget it`];
}
