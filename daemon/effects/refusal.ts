// A person's mistake ends the run with a sentence, because no retry fixes it; anything else is tried again.

import { failureOf, MusterError } from '../../contracts/errors.ts';
import type { RunObservation } from '../../skills/run/effect.ts';

export async function orRefused(work: () => Promise<RunObservation>): Promise<RunObservation> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user') return { kind: 'refused', failure: failureOf(error) };
    throw error;
  }
}
