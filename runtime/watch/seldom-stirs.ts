// Wakes a reader that consumes everything new in one look: after each write, and rarely otherwise. On a local file system the
// kernel reports each write, so nothing else need wake the process.

import { dirname } from 'node:path';
import { isLocal } from './local.ts';
import { type Stirs, stirsOf, watched } from './stirs.ts';

/** After a write: a look soon, because the write may be reported before it can be read, and one more to be sure. */
const [SOON, SURE] = [8, 100];
/** While others write to the same file and nothing is found, the delay doubles up to this many times. */
const HALVED = 4;

/** `atLeastEvery`: the longest time between looks if no write is reported. */
export function seldomStirsOf(path: string, atLeastEvery: number): Stirs {
  if (!isLocal(dirname(path))) return stirsOf(path);
  // SQLite writes to its log, which exists for as long as anyone has the file open.
  const told = watched(path, `${path}-wal`);
  let owed = 2;
  let wasQuiet = false;
  let missed = 0;
  return {
    async next(found, leave) {
      if (!told.works()) return told.pause(SURE, { wakeable: false, leave });
      missed = found ? 0 : Math.min(HALVED, missed + 1);
      const more = told.news();
      // A single write after silence, and it was read.
      const isAll = wasQuiet && found && !more;
      if (more || found) owed = isAll ? 1 : 2;
      wasQuiet = owed === 0;
      const soon = owed === 2;
      const pause = soon ? SOON * 2 ** missed : owed === 1 ? SURE : atLeastEvery;
      await told.pause(pause, { wakeable: !soon, atLeast: isAll ? SOON : 0, leave });
      // A write that the next look will find.
      if (wasQuiet && told.news()) owed = 2;
      else owed = Math.max(0, owed - 1);
    },
    now: told.wake,
    [Symbol.dispose]: told.close,
  };
}
