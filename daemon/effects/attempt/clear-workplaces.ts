// Moves the disposable checkouts of a run out of the way; their files are deleted after the report.
// Changes that a worker made in a checkout are reported first, and the checkout is removed the next time.

import { join } from 'node:path';
import { isLayers } from '../../../runtime/workspace/layers/seat.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { clearStages } from '../stages/clear-stages.ts';
import { endAhead } from './ahead.ts';
import { type Changed, untold } from './changed.ts';
import { wasUnchanged } from './early-look.ts';

export async function clearWorkplaces(
  run: string,
  { told, tells, sessions, base }: Extract<RunEffect, { kind: 'clear-workplaces' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  await Promise.all(sessions.map((key) => stopped(key, context)));
  const folder = context.home.run(run).workplaces;
  await endAhead(context.workspace, folder);
  const names = await context.files.namesIn(folder);
  const paths = names.filter((it) => !it.endsWith('.seal') && !isLayers(it)).map((name) => join(folder, name));
  const looks = await Promise.allSettled(tells ? paths.map(newsOf) : []);
  const violations = looks.flatMap((it) => (it.status === 'fulfilled' && it.value ? [it.value] : []));
  // Before the errors: a checkout that cannot be examined must not hide what was found in the others.
  if (violations.length > 0) return { kind: 'violated', violations };
  for (const it of looks) if (it.status === 'rejected') throw it.reason;
  if (names.length > 0) {
    await context.workspace.discard(folder);
    await context.files.privateFolder(folder);
  }
  await clearStages(run, base, context, signal);
  return { kind: 'cleared', moved: paths.length };

  async function newsOf(path: string): Promise<Changed | undefined> {
    if (await wasUnchanged(context.workspace, path)) return undefined;
    const violation = await context.workspace.violationIn(path, signal);
    return violation && untold(path, violation, told, context);
  }
}

async function stopped(key: string, { host, poller, slots }: EffectContext): Promise<void> {
  await host.stop(key);
  poller.forget(key);
  slots.free(key);
}
