// What a person changes in a project by a command of ours does not have to be trusted once more, where nothing
// else of it waits to be.

import { broughtBy, trustOf } from '../../intake/trust.ts';
import { giveOrder } from '../daemon/ask-daemon.ts';
import { houseOf } from '../named/find-agents.ts';
import type { Context } from '../words/command.ts';

/** Does the work; gives what a person should hear where trust is still missing. */
export async function keepTrust(project: string, context: Context, work: () => Promise<void>): Promise<string | undefined> {
  const before = await trustOf(project, await houseOf(context));
  await work();
  const after = await broughtBy(project);
  if (!after || (before.kind !== 'nothing' && before.digest === after.digest && before.kind === 'trusted')) return undefined;
  if (before.kind === 'untrusted') return before.says;
  await giveOrder(context, { kind: 'trust', project, digest: after.digest });
  return undefined;
}
