// A disposable checkout for a seat. What a worker changed in the previous one is reported first; then it is made again.

import type { Base } from '../../../contracts/run/base.ts';
import { inOrder } from '../../../runtime/workspace/checkout/in-order.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { type Changed, untold } from './changed.ts';
import { given } from './early-look.ts';

/** Files of a base. */
const MOST_AT_ONCE = 1_500;

export type Making = Pick<EffectContext, 'home' | 'files' | 'workspace' | 'objects'>;

type Order = Extract<RunEffect, { kind: 'make-workplace' }>;

export async function makeWorkplace(
  run: string,
  { dispatch, seat, base, shared, told }: Order,
  context: Making,
  signal: AbortSignal,
): Promise<RunObservation> {
  const folder = context.home.run(run);
  const path = shared === null ? folder.workplace(seat) : folder.sharedTree(shared);
  const make = async () => {
    let news: Changed | undefined;
    signal.throwIfAborted();
    await context.files.privateFolder(folder.workplaces);
    await context.workspace.checkoutFor({
      base,
      path,
      signal,
      async mayGo(violation) {
        news = await untold(path, violation, told, context);
        // Others may still read a shared one.
        return news === undefined && shared === null;
      },
    });
    return news;
  };
  const makeLarge = () => {
    given(context.workspace, path, dispatch);
    return make();
  };
  const news =
    shared !== null
      ? await together(path, make, signal)
      : await ((await isLarge(base, context, signal)) ? inOrder(folder.workplaces, makeLarge) : make());
  if (news) return { kind: 'violated', violations: [news] };
  return { kind: 'workplace', dispatch, seat, path };
}

const underWay = new Map<string, Promise<Changed | undefined>>();

/** What is being made is not made twice; where that fails or is given up, the next one who asked makes it. */
async function together(path: string, make: () => Promise<Changed | undefined>, signal: AbortSignal): Promise<Changed | undefined> {
  for (let other = underWay.get(path); other; other = underWay.get(path)) {
    const made = await other.then(
      (news) => ({ news }),
      () => undefined,
    );
    if (made) return made.news;
    signal.throwIfAborted();
  }
  const own = make().finally(() => underWay.delete(path));
  underWay.set(path, own);
  return own;
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
