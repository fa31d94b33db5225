// Waiting for another run that works on the same: until it writes something, or a while has gone by.

import type { EffectContext } from '../effect-context.ts';

/** Another's work is looked at again so often, also when its run writes nothing. */
const LOOKS_AGAIN_AFTER = 5_000;

export async function somethingNew(run: string, { ledger, clock }: EffectContext, signal: AbortSignal): Promise<void> {
  const heard = new AbortController();
  const leave = ledger.onAppend((stream) => {
    if (stream === `run/${run}`) heard.abort();
  });
  try {
    await clock.sleep(LOOKS_AGAIN_AFTER, AbortSignal.any([signal, heard.signal]));
  } finally {
    leave();
  }
}
