// Wakes a reader that consumes everything new in one look: after each write, and rarely otherwise. On a local file system the
// kernel reports each write, so nothing else need wake the process.

import { dirname } from 'node:path';
import { type FileWaker, fileWaker, watchWrites } from './file-waker.ts';
import { isLocal } from './on-local-disk.ts';

/** After a write: a look soon, because the write may be reported before it can be read, and one more to be sure. */
const [SOON, SURE] = [8, 100];
/** While others write to the same file and nothing is found, the delay doubles up to this many times. */
const HALVED = 4;

/** `atLeastEvery`: the longest time between looks if no write is reported. */
export function rareFileWaker(path: string, atLeastEvery: number): FileWaker {
  if (!isLocal(dirname(path))) return fileWaker(path);
  // SQLite writes to its log, which exists for as long as anyone has the file open.
  const writes = watchWrites(path, `${path}-wal`);
  let owed = 2;
  let wasQuiet = false;
  let missed = 0;
  return {
    async next(found, leave) {
      if (!writes.works()) return writes.pause(SURE, { wakeable: false, leave });
      missed = found ? 0 : Math.min(HALVED, missed + 1);
      const more = writes.takeWrites();
      // A single write after silence, and it was read.
      const isAll = wasQuiet && found && !more;
      if (more || found) owed = isAll ? 1 : 2;
      wasQuiet = owed === 0;
      const soon = owed === 2;
      const pause = soon ? SOON * 2 ** missed : owed === 1 ? SURE : atLeastEvery;
      await writes.pause(pause, { wakeable: !soon, atLeast: isAll ? SOON : 0, leave });
      // A write that the next look will find.
      if (wasQuiet && writes.takeWrites()) owed = 2;
      else owed = Math.max(0, owed - 1);
    },
    wake: writes.wake,
    [Symbol.dispose]: writes.close,
  };
}
