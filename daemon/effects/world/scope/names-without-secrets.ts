// Whether anything in the names of a scope had to be hidden, found out while the workers work: of a hundred thousand names it takes
// longer than of all else that a report says, and they are known before any result.

import { hideDeepSteps } from '../../../../runtime/secrets/deep.ts';
import type { Hider } from '../../../../runtime/secrets/redact.ts';
import type { Steps } from '../../../../runtime/steps.ts';

/** Who looked, and what was hidden then: a home may come to know of more. */
export type Looked = { hide: Hider; by: unknown; clean: Promise<boolean> };

const looks = new WeakMap<readonly string[], Looked>();

type InSlices = <T>(steps: Steps<T>) => Promise<T>;

/** Every worker's start asks for it; one look is for all. */
export function lookForSecrets(names: readonly string[], hide: Hider, inSlices: InSlices): void {
  if (known(names, hide)) return;
  const looked = { hide, by: hide.by(), clean: inSlices(hideDeepSteps(names, hide)).then((after) => after === names) };
  // It is no more than help: whoever needs to know looks himself.
  looked.clean.catch(() => looks.delete(names));
  looks.set(names, looked);
}

/** Waits for a look that has begun; false where they must be looked at now. */
export const areWithoutSecrets = async (names: readonly string[], hide: Hider): Promise<boolean> =>
  // Once more, because it may have come to know of others meanwhile.
  ((await known(names, hide)?.clean.catch(() => false)) ?? false) && known(names, hide) !== undefined;

function known(names: readonly string[], hide: Hider): Looked | undefined {
  const looked = looks.get(names);
  return looked?.hide === hide && looked.by === hide.by() ? looked : undefined;
}

/** What was found out, to be kept where the names are not. */
export const lookedAt = (names: readonly string[]): Looked | undefined => looks.get(names);

/** The same names once more. */
export function remember(names: readonly string[], looked: Looked | undefined): void {
  if (looked) looks.set(names, looked);
}
