// What a person has to fix ends a prompt run with a sentence; anything else is tried again.

import { MusterError } from '../../../contracts/errors.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';

/** No retry helps, and the sentence says all. */
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
