// A change that a person makes with one of our commands needs no second `muster trust`, unless
// something in the project was untrusted before.

import { broughtBy, trustOf } from '../../intake/trust.ts';
import { giveOrder } from '../daemon/ask-daemon.ts';
import { houseOf } from '../named/find-agents.ts';
import type { Context } from '../words/command.ts';

/** Runs `work`; returns a message for the person if the project is still not trusted. */
export async function keepTrust(project: string, context: Context, work: () => Promise<void>): Promise<string | undefined> {
  const before = await trustOf(project, await houseOf(context));
  await work();
  const after = await broughtBy(project);
  if (!after || (before.kind !== 'nothing' && before.digest === after.digest && before.kind === 'trusted')) return undefined;
  if (before.kind === 'untrusted') return before.says;
  await giveOrder(context, { kind: 'trust', project, digest: after.digest });
  return undefined;
}
