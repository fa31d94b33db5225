// Removes the disposable checkouts of a run. What a worker changed in one is kept as a patch, and is in
// the journal before the checkout goes.

import { join } from 'node:path';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';

type Violation = Extract<RunObservation, { kind: 'violated' }>['violations'][number];

export async function clearWorkplaces(
  run: string,
  { told, sessions }: Extract<RunEffect, { kind: 'clear-workplaces' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  await Promise.all(sessions.map((key) => stopped(key, context)));
  const folder = context.home.run(run).workplaces;
  const names = await context.files.namesIn(folder);
  const found = await Promise.all(names.map((name) => violationIn(join(folder, name), name, context, signal)));
  const news = found.filter((it) => it !== undefined).filter(({ patch }) => !told.some((it) => it.includes(patch)));
  // Told first and removed the next time round.
  if (news.length > 0) return { kind: 'violated', violations: news };
  await Promise.all(names.map((name) => context.workspace.removeCheckout(join(folder, name))));
  return { kind: 'cleared' };
}

async function stopped(key: string, { host, poller, slots }: EffectContext): Promise<void> {
  await host.stop(key);
  poller.forget(key);
  slots.free(key);
}

async function violationIn(path: string, name: string, context: EffectContext, signal: AbortSignal): Promise<Violation | undefined> {
  const violation = await context.workspace.violationIn(path, signal);
  return violation && { workplace: name, patch: await context.objects.put(violation.patch), files: violation.files };
}
