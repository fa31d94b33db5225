// Waits for another run that does the same work, until it writes something or a while has passed.

import type { EffectContext } from '../effect-context.ts';

/** The other run is checked this often even if it writes nothing. */
const LOOKS_AGAIN_AFTER = 5_000;

export async function waitForChange(run: string, { ledger, clock }: EffectContext, signal: AbortSignal): Promise<void> {
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
