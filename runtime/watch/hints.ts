// File system notifications that a worker's folder has changed. They only make things faster: without them everything still
// happens, so an error here is not an error of the daemon.

import { type FSWatcher, watch } from 'node:fs';
import { isLocal } from './on-local-disk.ts';

export type Hints = {
  /**
   * Watches a folder until the signal aborts. The function it returns says whether, as far as we know, every change since this call
   * was reported.
   */
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

/** Watches the folder and everything in it. Undefined if the folder is gone or the kernel has no watches left. */
function watching(folder: string, onChange: () => void, onEnd: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onChange).on('error', onEnd);
  } catch {
    return undefined;
  }
}
