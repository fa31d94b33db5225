// A disposable checkout for a seat. What a worker changed in the previous one is reported first; then it is made again.

import type { Base } from '../../../contracts/run/base.ts';
import { inOrder } from '../../../runtime/workspace/checkout/in-order.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { type Changed, untold } from './changed.ts';

/** Files of a base. */
const MOST_AT_ONCE = 1_500;

export type Making = Pick<EffectContext, 'home' | 'files' | 'workspace' | 'objects'>;

type Order = Extract<RunEffect, { kind: 'make-workplace' }>;

export async function makeWorkplace(
  run: string,
  { dispatch, seat, base, told }: Order,
  context: Making,
  signal: AbortSignal,
): Promise<RunObservation> {
  const folder = context.home.run(run);
  const path = folder.workplace(seat);
  let news: Changed | undefined;
  const make = async () => {
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
  };
  if (await isLarge(base, context, signal)) await inOrder(folder.workplaces, make);
  else await make();
  if (news) return { kind: 'violated', violations: [news] };
  return { kind: 'workplace', dispatch, seat, path };
}

/** Small ones are there sooner when all are made at once. */
async function isLarge(base: Base, { workspace }: Making, signal: AbortSignal): Promise<boolean> {
  try {
    return (await workspace.scopeFiles(base, [], signal)).all.size > MOST_AT_ONCE;
  } catch {
    // What is wrong with it is said when it is made.
    return false;
  }
}
