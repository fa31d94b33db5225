// The real path of the home, which is created if missing. A home that others can write to is refused, because processes are started
// from it.

import { realpathSync, statSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import { makeFoldersSync } from '../../folders/make-folders.ts';
import { sessionsFolder } from '../host/records.ts';

export function ownHome(given: string): string {
  makeFoldersSync(given, 0o700);
  const home = realpathSync(given);
  const stat = statSync(home);
  if (stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw new MusterError('home-unsafe', `${home} belongs to another user, or other users can write to it`, `chmod 700 ${home}`);
  }
  makeFoldersSync(sessionsFolder(home), 0o700);
  return home;
}
