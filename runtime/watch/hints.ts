// Hints from the file system that a worker's folder has changed. Everything happens without them,
// only later: an error here is no error of the daemon.

import { type FSWatcher, watch } from 'node:fs';
import { isLocal } from './local.ts';

export type Hints = {
  /** Watches a folder until the signal aborts. What comes back says whether every change after this call is told, as far as is known. */
  follow(folder: string, onChange: () => void, signal: AbortSignal): () => boolean;
  close(): void;
};

export function openHints(enabled: boolean): Hints {
  const watchers = new Set<FSWatcher>();
  return {
    follow(folder, onChange, signal) {
      let isTold = enabled && !signal.aborted && isLocal(folder);
      const end = () => {
        isTold = false;
      };
      const watcher = enabled && !signal.aborted ? watching(folder, onChange, end) : undefined;
      if (!watcher) return () => false;
      watchers.add(watcher);
      const leave = () => {
        watchers.delete(watcher);
        watcher.close();
        end();
      };
      signal.addEventListener('abort', leave, { once: true });
      return () => isTold;
    },
    close() {
      for (const watcher of watchers) watcher.close();
      watchers.clear();
    },
  };
}

/** One watch for the folder and all that is in it. Nothing where the folder is gone, or the kernel has no watch left. */
function watching(folder: string, onChange: () => void, onEnd: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onChange).on('error', onEnd);
  } catch {
    return undefined;
  }
}
