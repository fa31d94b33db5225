// The checkout of a seat, whichever kind it is: whole, or layers over a tree that others share. Which one is made is asked each time;
// what is there is looked at as what it is.

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { exists } from '../../files.ts';
import { checkoutFor, refuseStrange, removeCheckout, type Violation, violationIn } from '../checkout/checkout.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { examineLayers } from './examine-layers.ts';
import { type Possible, probeLayers } from './probe.ts';
import { hasTree, makeLayered, ownLayer, readLayered } from './seat.ts';

export type Where = Parameters<typeof checkoutFor>[0] & {
  /** The tree that it is to be a layer over; it is there. Without one it is to be whole. */
  over?: string | undefined;
};

export type Places = {
  checkoutFor(where: Where): ReturnType<typeof checkoutFor>;
  violationIn(path: string, signal?: AbortSignal): Promise<Violation | undefined>;
  /** Whether a worker can be started in it. */
  isThere(path: string): Promise<boolean>;
  /** Whether it may be made as layers: one that is whole already stays so. */
  mayBeLayers(path: string): Promise<boolean>;
  /** What starts a program there, in a new layer of its own; nothing where the checkout is whole. */
  through(path: string): Promise<Through | undefined>;
  /** Finds out beside other work what will be asked. */
  prepare(): void;
};

export type Through = {
  /** In which folder it is started. */
  folder: string;
  /** Where the files are seen by everybody. */
  tree: string;
  argv(program: readonly string[], cwd: string): string[];
};

export type PlaceOptions = {
  /** Whether layers are wanted. */
  wanted: boolean;
  /** Where it is tried, on the file system of the checkouts; nothing stays there. */
  scratch: string;
  /** The daemon's own PATH. */
  path: string;
};

export function placesIn({ wanted, scratch, path: PATH }: PlaceOptions): Places {
  let probing: Promise<Possible> | undefined;
  function possible(): Promise<Possible> {
    probing ??= probeLayers(scratch, PATH).catch((error: unknown) => {
      // Out of processes, say: it is asked again.
      probing = undefined;
      return { kind: 'impossible', why: String(error) };
    });
    return probing;
  }
  const isPossible = async () => (await possible()).kind === 'possible';

  return {
    checkoutFor: (where) => placeFor(where, possible),
    async violationIn(path, signal) {
      const layered = await readLayered(path);
      return layered ? examineLayers(path, layered, possible, signal) : violationIn(path, signal);
    },
    async isThere(path) {
      const layered = await readLayered(path);
      return layered ? (await isPossible()) && (await hasTree(path, layered)) : isFolder(path);
    },
    async mayBeLayers(path) {
      return wanted && !(await exists(sealOf(path))) && (await isPossible());
    },
    async through(path) {
      const layered = await readLayered(path);
      if (!layered) return undefined;
      const found = await possible();
      if (found.kind === 'impossible') throw new MusterError('io-failed', `${path} is layers, which cannot be mounted: ${found.why}`, '');
      return { tree: join(path, '..', layered.over), ...(await ownLayer(path, layered, found.chain)) };
    },
    prepare: () => void (wanted && possible()),
  };
}

async function placeFor({ over, ...where }: Where, possible: () => Promise<Possible>): Promise<{ path: string; violation?: Violation }> {
  const { base, path, signal, mayGo, discard } = where;
  const layered = await readLayered(path);
  if (!layered && over === undefined) return checkoutFor(where);
  const violation = layered && (await examineLayers(path, layered, possible, signal));
  if (violation && mayGo && !(await mayGo(violation))) return { path, violation };
  const fits = over !== undefined && layered?.commit === base.commit && over === join(path, '..', layered.over);
  if (fits && !violation) return { path };
  const info = layered ? undefined : await lstat(path).catch(() => undefined);
  if (info) await refuseStrange(path, info.isDirectory());
  await removeCheckout(path, discard);
  if (over === undefined) await checkoutFor(where);
  else await makeLayered(path, base, over);
  return violation ? { path, violation } : { path };
}

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (it) => it.isDirectory(),
    () => false,
  );
