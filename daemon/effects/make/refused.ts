// An error that a person has to fix ends a prompt run with its message; any other error is retried.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';

/** An error that no retry can fix. */
export const unmakeable = (why: string): MusterError => new MusterError('prompt-invalid', why, '');

export async function orMakingRefused(
  { phase, making }: { phase: string; making: string },
  work: () => Promise<RunObservation>,
): Promise<RunObservation> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MusterError) || (error.class !== 'user' && error.code !== 'path-refused')) throw error;
    const hint = error.hint === '' ? '' : `. ${error.hint.replace(/\.$/, '')}`;
    return { kind: 'making-refused', phase, making, why: `${error.message}${hint}` };
  }
}
