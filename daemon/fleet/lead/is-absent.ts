// Whether an object that a host named is missing or damaged. A host stores what it names first, so that is not our failure.

import { MusterError } from '../../../contracts/errors.ts';

export const isAbsent = (error: unknown): error is MusterError =>
  error instanceof MusterError && (error.code === 'object-missing' || error.code === 'object-corrupt');
