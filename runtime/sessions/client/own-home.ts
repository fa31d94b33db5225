// The home's real path, made when it is absent. One that others may write to is no place for what
// starts processes.

import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import { sessionsFolder } from '../host/records.ts';

export function ownHome(given: string): string {
  mkdirSync(given, { recursive: true, mode: 0o700 });
  const home = realpathSync(given);
  const stat = statSync(home);
  if (stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw new MusterError('home-unsafe', `${home} belongs to another user, or other users can write to it`, `chmod 700 ${home}`);
  }
  mkdirSync(sessionsFolder(home), { recursive: true, mode: 0o700 });
  return home;
}
