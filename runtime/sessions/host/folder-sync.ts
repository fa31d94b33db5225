// The sync of a folder that several have just put something into. Sessions that start together lie in one folder, and
// a sync that begins after the last of them was made is as good for all of them as one for each.

import { closeSync, fsync, openSync } from 'node:fs';
import { promisify } from 'node:util';

type UnderWay = { sync: Promise<void>; next: Promise<void> | undefined };

const underWay = new Map<string, UnderWay>();

/** Resolves when everything that was in the folder at the time of the call would survive a power cut. */
export function syncedTogether(folder: string): Promise<void> {
  const before = underWay.get(folder);
  if (!before) return begin(folder);
  // One that has begun may have missed what was made since.
  before.next ??= before.sync.then(
    () => begin(folder),
    () => begin(folder),
  );
  return before.next;
}

function begin(folder: string): Promise<void> {
  const sync = syncNow(folder).finally(() => {
    if (underWay.get(folder)?.sync === sync) underWay.delete(folder);
  });
  underWay.set(folder, { sync, next: undefined });
  return sync;
}

async function syncNow(folder: string): Promise<void> {
  const file = openSync(folder, 'r');
  try {
    await synced(file);
  } finally {
    closeSync(file);
  }
}

/** On another thread: a disk that stands still must not keep the host from reading what its workers say. */
const synced: (file: number) => Promise<void> = promisify(fsync);
