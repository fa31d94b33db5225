// A person's mistake ends the run with its message, because no retry fixes it; any other error is retried.

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
