// A disposable checkout for a seat. What a worker changed in it is kept as a patch, and the checkout
// is made anew.

import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';

type Order = Extract<RunEffect, { kind: 'make-workplace' }>;

export async function makeWorkplace(
  run: string,
  { dispatch, seat, base }: Order,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const folder = context.home.run(run);
  await context.files.privateFolder(folder.workplaces);
  let patch = '';
  const { path, violation } = await context.workspace.checkoutFor({
    base,
    path: folder.workplace(seat),
    signal,
    keep: async (found) => {
      patch = await context.objects.put(found.patch);
    },
  });
  if (!violation) return { kind: 'workplace', dispatch, seat, path };
  return { kind: 'workplace', dispatch, seat, path, violation: { patch, files: violation.files } };
}
