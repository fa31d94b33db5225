// Checks that the open file is still the one at its path. SQLite would keep writing to a file that was moved or removed, and those
// commits would be lost without an error.

import { type Stats, statSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';

/** Call it right after opening the file. The function it returns throws if there is another file at the path, or none. */
export function inPlace(path: string): () => void {
  const identity = (found: Stats | undefined) => `${found?.dev}:${found?.ino}`;
  const opened = identity(statSync(path, { throwIfNoEntry: false }));
  return () => {
    if (identity(statSync(path, { throwIfNoEntry: false })) === opened) return;
    throw new MusterError(
      'io-failed',
      `the ledger ${path} was moved, removed or replaced while it was in use`,
      'Put the same file back, and the daemon continues. To restore a backup: `muster down` first, then `muster up`.',
    );
  };
}
