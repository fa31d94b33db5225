// The checkout of a seat, of either kind: a full one, or layers over a shared tree. The kind is chosen each time one is made; an
// existing one is treated as what it is.

import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { exists } from '../../files.ts';
import { checkoutFor, refuseStrange, removeCheckout, type Violation, violationIn } from '../checkout/checkout.ts';
import type { KeptTrees } from '../checkout/kept/kept-trees.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { examineLayers, together } from './examine-layers.ts';
import { rememberCheckouts } from './made-checkouts.ts';
import { type LayersSupport, probeLayers } from './probe.ts';
import { hasTree, makeLayered, ownLayer, readLayered } from './seat.ts';

export type CheckoutRequest = Parameters<typeof checkoutFor>[0] & {
  /** The existing tree to put a layer over. Without one, the checkout is a full one. */
  over?: string | undefined;
};

export type Checkouts = {
  checkoutFor(request: CheckoutRequest): ReturnType<typeof checkoutFor>;
  violationIn(path: string, signal?: AbortSignal): Promise<Violation | undefined>;
  /** The checkouts created in a folder, whether they still exist or not. */
  madeIn(folder: string): string[];
  /** Forgets them: they were deleted on purpose. */
  forget(path: string): void;
  /** Takes one checkout out of a folder that is about to be deleted, for the next run of that repository. */
  keepFrom(folder: string): Promise<void>;
  /** Whether a worker can be started in it. */
  isThere(path: string): Promise<boolean>;
  /** Whether it may be made as layers: an existing full checkout stays one. */
  mayBeLayers(path: string): Promise<boolean>;
  /** How to start a program there, in a new layer of its own; undefined for a full checkout. */
  layeredStart(path: string): Promise<LayeredStart | undefined>;
  /** Finds out early, in the background, whether layers work. */
  prepare(): void;
};

export type LayeredStart = {
  /** The folder in which it is started. */
  folder: string;
  /** The folder in which everyone sees the files. */
  tree: string;
  argv(program: readonly string[], cwd: string): string[];
};

export type CheckoutsOptions = {
  /** Whether layers are wanted. */
  wanted: boolean;
  /** A folder to test mounts in, on the file system of the checkouts; nothing stays there. */
  scratch: string;
  /** The daemon's own PATH. */
  path: string;
  kept?: KeptTrees;
};

export function openCheckouts({ wanted, scratch, path: PATH, kept }: CheckoutsOptions): Checkouts {
  let probing: Promise<LayersSupport> | undefined;
  function possible(): Promise<LayersSupport> {
    probing ??= probeLayers(scratch, PATH).catch((error: unknown) => {
      // Out of processes, for example: try again next time.
      probing = undefined;
      return { kind: 'impossible', why: String(error) };
    });
    return probing;
  }
  const isPossible = async () => (await possible()).kind === 'possible';
  const remembered = rememberCheckouts();

  async function violationNow(path: string, signal: AbortSignal | undefined): Promise<Violation | undefined> {
    const layered = await readLayered(path);
    return layered ? examineLayers(path, layered, possible, signal) : violationIn(path, signal);
  }

  /** A checkout that is gone has nothing left to lose, so it is created again at once, and the loss is reported at the next examination. */
  async function afterLoss(request: CheckoutRequest): Promise<Violation | undefined> {
    const { path, mayGo, discard } = request;
    const loss = await remembered.lossOf(path);
    if (!loss) return undefined;
    if (loss.lost === 'unsealed' && mayGo && !(await mayGo(loss))) return loss;
    await removeCheckout(path, discard);
    remembered.forget(path);
    if (loss.lost === 'gone') remembered.recordLoss(path, loss);
    return undefined;
  }

  return {
    async checkoutFor(request) {
      const violation = await afterLoss(request);
      if (violation) return { path: request.path, violation };
      const made = await placeFor({ kept, ...request }, possible);
      await remembered.keep(request.path);
      return made;
    },
    async violationIn(path, signal) {
      const seen = (await remembered.lossOf(path)) ?? (await violationNow(path, signal));
      return together([remembered.recordedLoss(path), seen].filter((it) => it !== undefined));
    },
    madeIn: remembered.in,
    forget(path) {
      remembered.forget(path);
      kept?.forget(path);
    },
    async keepFrom(folder) {
      const path = await kept?.keepFrom(folder);
      if (path !== undefined) remembered.forget(path);
    },
    async isThere(path) {
      if ((await remembered.lossOf(path))?.lost === 'gone') return false;
      const layered = await readLayered(path);
      return layered ? (await isPossible()) && (await hasTree(path, layered)) : seenAt(path)?.isDirectory() === true;
    },
    async mayBeLayers(path) {
      return wanted && !(await exists(sealOf(path))) && (await isPossible());
    },
    async layeredStart(path) {
      const layered = await readLayered(path);
      if (!layered) return undefined;
      const found = await possible();
      if (found.kind === 'impossible') throw new MusterError('io-failed', `the layers of ${path} cannot be mounted: ${found.why}`, '');
      const { upper, ...own } = await ownLayer(path, layered, found.chain);
      await remembered.keepLayer(path, upper);
      return { tree: join(path, '..', layered.over), ...own };
    },
    prepare: () => void (wanted && possible()),
  };
}

async function placeFor(
  { over, ...where }: CheckoutRequest,
  possible: () => Promise<LayersSupport>,
): Promise<{ path: string; violation?: Violation }> {
  const { base, path, signal, mayGo, discard } = where;
  const layered = await readLayered(path);
  if (!layered && over === undefined) return checkoutFor(where);
  const violation = layered && (await examineLayers(path, layered, possible, signal));
  if (violation && mayGo && !(await mayGo(violation))) return { path, violation };
  const fits = over !== undefined && layered?.commit === base.commit && over === join(path, '..', layered.over);
  if (fits && !violation) return { path };
  const info = layered ? undefined : seenAt(path);
  if (info) await refuseStrange(path, info.isDirectory());
  await removeCheckout(path, discard);
  if (over === undefined) await checkoutFor(where);
  else await makeLayered(path, base, over);
  return violation ? { path, violation } : { path };
}

/** Undefined if nothing is there, or its folder cannot be looked into. */
function seenAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
