// Finds out while the workers work whether any file name of a scope contains a secret: with a hundred
// thousand names this takes longer than the rest of the report, and the names are known before any result.

import { hideDeepSteps } from '../../../../runtime/secrets/deep.ts';
import type { Hider } from '../../../../runtime/secrets/redact.ts';
import type { Steps } from '../../../../runtime/steps.ts';

/** Which hider looked and what it hid then; a home may learn of further secrets later. */
export type SecretScan = { hide: Hider; by: unknown; clean: Promise<boolean> };

const looks = new WeakMap<readonly string[], SecretScan>();

type InSlices = <T>(steps: Steps<T>) => Promise<T>;

/** Called when each worker starts; one look serves all of them. */
export function startSecretScan(names: readonly string[], hide: Hider, inSlices: InSlices): void {
  if (known(names, hide)) return;
  const looked = { hide, by: hide.by(), clean: inSlices(hideDeepSteps(names, hide)).then((after) => after === names) };
  // Only an optimisation: code that needs the answer looks for itself.
  looked.clean.catch(() => looks.delete(names));
  looks.set(names, looked);
}

/** Waits for a look that has begun; false if the names must be checked now. */
export const areWithoutSecrets = async (names: readonly string[], hide: Hider): Promise<boolean> =>
  // Checked again, because the home may have learned of secrets meanwhile.
  ((await known(names, hide)?.clean.catch(() => false)) ?? false) && known(names, hide) !== undefined;

function known(names: readonly string[], hide: Hider): SecretScan | undefined {
  const looked = looks.get(names);
  return looked?.hide === hide && looked.by === hide.by() ? looked : undefined;
}

/** The outcome, to be stored while the names are not in memory. */
export const secretScanOf = (names: readonly string[]): SecretScan | undefined => looks.get(names);

/** Restores the outcome for the same names. */
export function restoreScan(names: readonly string[], looked: SecretScan | undefined): void {
  if (looked) looks.set(names, looked);
}
