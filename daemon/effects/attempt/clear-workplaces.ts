// Removes the disposable checkouts of a run. What a worker changed in one is kept as a patch, and is in
// the journal before the checkout goes.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../../runtime/files.ts';
import { removeCheckout } from '../../../runtime/workspace/checkout/checkout.ts';
import { examineCheckout, readSeal } from '../../../runtime/workspace/checkout/examine-checkout.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';

type Violation = Extract<RunObservation, { kind: 'violated' }>['violations'][number];

export async function clearWorkplaces(
  run: string,
  { told }: Extract<RunEffect, { kind: 'clear-workplaces' }>,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const folder = context.home.run(run).workplaces;
  const names = await namesIn(folder);
  const found = await Promise.all(names.map((name) => violationIn(join(folder, name), name, context, signal)));
  const news = found.filter((it) => it !== undefined).filter(({ patch }) => !told.some((it) => it.includes(patch)));
  // Told first and removed the next time round.
  if (news.length > 0) return { kind: 'violated', violations: news };
  await Promise.all(names.map((name) => removeCheckout(join(folder, name))));
  return { kind: 'cleared' };
}

async function violationIn(path: string, name: string, { objects }: EffectContext, signal: AbortSignal): Promise<Violation | undefined> {
  if (!(await readSeal(path))) return undefined;
  const violation = await examineCheckout(path, signal);
  return violation && { workplace: name, patch: await objects.put(violation.patch), files: violation.files };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
