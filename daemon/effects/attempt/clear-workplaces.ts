// Moves the disposable checkouts of a run out of the way; their files are deleted after the report.
// Changes that a worker made in a checkout are reported first, and the checkout is removed the next time.

import { basename, join } from 'node:path';
import { isLayers, layersOf } from '../../../runtime/workspace/layers/seat.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { clearStages } from '../stages/clear-stages.ts';
import { endAhead } from './ahead.ts';
import { wasUnchanged } from './early-examination.ts';
import { type ReportedChange, unreportedChange } from './unreported-change.ts';

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
  const there = names.filter((it) => !it.endsWith('.seal') && !isLayers(it)).map((name) => join(folder, name));
  // A worker may have removed one, its own or another's.
  const paths = [...new Set([...there, ...context.workspace.madeIn(folder)])];
  const looks = await Promise.allSettled(tells ? paths.map(newsOf) : []);
  const violations = looks.flatMap((it) => (it.status === 'fulfilled' && it.value ? [it.value] : []));
  // Before the errors: a checkout that cannot be examined must not hide what was found in the others.
  if (violations.length > 0) return { kind: 'violated', violations };
  for (const it of looks) if (it.status === 'rejected') throw it.reason;
  if (names.length > 0) {
    await context.workspace.keepFrom(folder);
    await context.workspace.discard(folder);
    await context.files.privateFolder(folder);
  }
  await clearStages(run, base, context, signal);
  return { kind: 'cleared', moved: there.length };

  /** Others may have been at work there after it was looked at. */
  function isWhole(path: string): boolean {
    const name = basename(path);
    return names.includes(name) && names.some((it) => it === `${name}.seal` || it === basename(layersOf(path)));
  }

  async function newsOf(path: string): Promise<ReportedChange | undefined> {
    if ((await wasUnchanged(context.workspace, path)) && isWhole(path)) return undefined;
    const violation = await context.workspace.violationIn(path, signal);
    return violation && unreportedChange(path, violation, told, context);
  }
}

async function stopped(key: string, { host, poller, slots }: EffectContext): Promise<void> {
  await host.stop(key);
  poller.forget(key);
  slots.free(key);
}
