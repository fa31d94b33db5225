// Makes a disposable checkout for a seat: a layer over the shared checkout if the machine can mount one,
// otherwise a full copy. Changes that a worker made in the previous checkout are reported before it is rebuilt.

import { basename } from 'node:path';
import type { Base } from '../../../contracts/run/base.ts';
import type { RunFolder } from '../../../runtime/home.ts';
import { inOrder } from '../../../runtime/workspace/checkout/in-order.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { isSharedTree } from '../../../skills/run/workplaces/read-only-tree.ts';
import type { EffectContext } from '../effect-context.ts';
import { isAhead, isComing, madeAhead } from './ahead.ts';
import { assignAlone, assignShared } from './early-examination.ts';
import { type ReportedChange, unreportedChange } from './unreported-change.ts';

/** A base with more files is large: its checkouts are made one after the other. */
const MOST_AT_ONCE = 1_500;

export type WorkplaceContext = Pick<EffectContext, 'home' | 'files' | 'workspace' | 'objects'>;

type MakeWorkplaceEffect = Extract<RunEffect, { kind: 'make-workplace' }>;
type MadeWorkplace = { path: string; over?: string; news: ReportedChange | undefined };

export async function makeWorkplace(
  run: string,
  order: MakeWorkplaceEffect,
  context: WorkplaceContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { dispatch, seat } = order;
  const { news, ...made } = await makeFor(order, context.home.run(run), context, signal);
  if (news) return { kind: 'violated', violations: [news] };
  return { kind: 'workplace', dispatch, seat, ...made };
}

async function makeFor(
  order: MakeWorkplaceEffect,
  folder: RunFolder,
  context: WorkplaceContext,
  signal: AbortSignal,
): Promise<MadeWorkplace> {
  const { dispatch, seat, base, shared, tree } = order;
  const make = (path: string, over?: string) => makeOne(order, { folder, path, over }, context, signal);
  if (shared !== null) {
    const path = folder.sharedTree(shared);
    await givenTree(path, dispatch, context);
    return { path, news: await together(path, () => make(path), signal, context) };
  }
  const path = folder.workplace(seat);
  if (await context.workspace.mayBeLayers(path)) {
    const beneath = folder.sharedTree(tree);
    await givenTree(beneath, dispatch, context);
    // While the tree is still being made, only its name is needed: the prompt is written meanwhile, and the start waits for the tree.
    const isNeeded = !isComing(context.workspace, beneath);
    const news = isNeeded ? await together(beneath, () => make(beneath), signal, context) : undefined;
    assignAlone(context.workspace, path, dispatch);
    return { path, over: tree, news: news ?? (await make(path, beneath)) };
  }
  const makeWhole = async () => ((await madeAhead(context.workspace, path, signal)) ? undefined : make(path));
  const makeLarge = () => {
    assignAlone(context.workspace, path, dispatch);
    return makeWhole();
  };
  return { path, news: await ((await isLarge(base, context, signal)) ? inOrder(folder.workplaces, makeLarge) : makeWhole()) };
}

/** Returns the unreported changes in the checkout that was there before, if any. */
async function makeOne(
  { base, told }: MakeWorkplaceEffect,
  { folder, path, over }: { folder: RunFolder; path: string; over: string | undefined },
  context: WorkplaceContext,
  signal: AbortSignal,
): Promise<ReportedChange | undefined> {
  let news: ReportedChange | undefined;
  signal.throwIfAborted();
  await context.files.privateFolder(folder.workplaces);
  await context.workspace.checkoutFor({
    base,
    path,
    over,
    signal,
    async mayGo(violation) {
      news = await unreportedChange(path, violation, told, context);
      // Others may still be reading a shared checkout.
      return news === undefined && !isSharedTree(basename(path));
    },
  });
  return news;
}

const underWay = new Map<string, Promise<ReportedChange | undefined>>();

/** Notes a user of a shared checkout. One that was begun ahead is like one that was made here. */
async function givenTree(path: string, dispatch: string, { workspace }: WorkplaceContext): Promise<void> {
  assignShared(workspace, path, dispatch, !isAhead(workspace, path) && (await workspace.isThere(path)));
}

/** Makes a checkout only once; if that fails or is aborted, the next caller makes it. */
async function together(
  path: string,
  make: () => Promise<ReportedChange | undefined>,
  signal: AbortSignal,
  { workspace }: WorkplaceContext,
): Promise<ReportedChange | undefined> {
  if (await madeAhead(workspace, path, signal)) return undefined;
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

/** Small checkouts are ready sooner when all of them are made at once. */
async function isLarge(base: Base, { workspace }: WorkplaceContext, signal: AbortSignal): Promise<boolean> {
  try {
    return (await workspace.scopeFiles(base, [], signal)).all.size > MOST_AT_ONCE;
  } catch {
    // The error is reported when the checkout is made.
    return false;
  }
}
