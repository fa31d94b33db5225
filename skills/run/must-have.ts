// Asserts that the state has something by the time an effect is made or performed. If it does not, the rules are wrong.

import { MusterError } from '../../contracts/errors.ts';

export function mustHave<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new MusterError('internal', what, 'Please report this with `muster journal` of the run.');
  return value;
}
