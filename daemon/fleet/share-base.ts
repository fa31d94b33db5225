// Stores the base of a run as an object that other nodes can fetch, so that one of them can lead the run.

import type { Base } from '../../contracts/run/base.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { bundleBase } from '../../runtime/workspace/travel/base-bundle.ts';

export const shareBaseIn =
  (objects: Objects) =>
  async (run: string, base: Base, scratch: string, signal: AbortSignal): Promise<Base> => {
    const bundle = await bundleBase(run, base, scratch, signal);
    return bundle === undefined ? base : { ...base, bundle: await objects.put(bundle) };
  };
