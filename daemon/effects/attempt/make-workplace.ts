// A disposable checkout for a seat. What a worker changed in the one before is told first; then it is made anew.

import { inOrder } from '../../../runtime/workspace/checkout/in-order.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { type Changed, untold } from './changed.ts';

type Order = Extract<RunEffect, { kind: 'make-workplace' }>;

export async function makeWorkplace(
  run: string,
  { dispatch, seat, base, told }: Order,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const folder = context.home.run(run);
  const path = folder.workplace(seat);
  let news: Changed | undefined;
  await inOrder(folder.workplaces, async () => {
    signal.throwIfAborted();
    await context.files.privateFolder(folder.workplaces);
    await context.workspace.checkoutFor({
      base,
      path,
      signal,
      async mayGo(violation) {
        news = await untold(path, violation, told, context);
        return news === undefined;
      },
    });
  });
  if (news) return { kind: 'violated', violations: [news] };
  return { kind: 'workplace', dispatch, seat, path };
}
