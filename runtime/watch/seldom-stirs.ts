// Wakes whoever follows a file and reads all that is new in one look: when something was written, and rarely otherwise. On a file system
// of this machine the kernel tells of each write, so nothing else need wake the process.

import { dirname } from 'node:path';
import { isLocal } from './local.ts';
import { type Stirs, stirsOf, watched } from './stirs.ts';

/** After a write: once more soon, for what was told before it could be read, and once to be sure. */
const [SOON, SURE] = [8, 100];
/** While others write to the same file and nothing is found, looks become rarer: half as many, so many times. */
const HALVED = 4;

/** `atLeastEvery`: a look is due after so long although nothing was told. */
export function seldomStirsOf(path: string, atLeastEvery: number): Stirs {
  if (!isLocal(dirname(path))) return stirsOf(path);
  // SQLite writes to its log, which is there for as long as anybody has the file open.
  const told = watched(path, `${path}-wal`);
  let owed = 2;
  let wasQuiet = false;
  let missed = 0;
  return {
    async next(found, leave) {
      if (!told.works()) return told.pause(SURE, { wakeable: false, leave });
      missed = found ? 0 : Math.min(HALVED, missed + 1);
      const more = told.news();
      // A single write after silence, and it could be read.
      const isAll = wasQuiet && found && !more;
      if (more || found) owed = isAll ? 1 : 2;
      wasQuiet = owed === 0;
      const soon = owed === 2;
      const pause = soon ? SOON * 2 ** missed : owed === 1 ? SURE : atLeastEvery;
      await told.pause(pause, { wakeable: !soon, atLeast: isAll ? SOON : 0, leave });
      // Of what the look that follows can find.
      if (wasQuiet && told.news()) owed = 2;
      else owed = Math.max(0, owed - 1);
    },
    now: told.wake,
    [Symbol.dispose]: told.close,
  };
}
