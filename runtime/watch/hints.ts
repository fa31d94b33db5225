// Hints from the file system that a worker's folder has changed. Everything happens without them,
// only later: an error here is no error of the daemon.

import { type FSWatcher, watch } from 'node:fs';

export type Hints = {
  /** Watches a folder until the signal aborts. What changes after this call is told. */
  follow(folder: string, onChange: () => void, signal: AbortSignal): void;
  close(): void;
};

export function openHints(enabled: boolean): Hints {
  const watchers = new Set<FSWatcher>();
  return {
    follow(folder, onChange, signal) {
      if (!enabled || signal.aborted) return;
      const watcher = watching(folder, onChange);
      if (!watcher) return;
      watchers.add(watcher);
      const leave = () => {
        watchers.delete(watcher);
        watcher.close();
      };
      signal.addEventListener('abort', leave, { once: true });
    },
    close() {
      for (const watcher of watchers) watcher.close();
      watchers.clear();
    },
  };
}

/** One watch for the folder and all that is in it. Nothing where the folder is gone, or the kernel has no watch left. */
function watching(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onChange).on('error', () => undefined);
  } catch {
    return undefined;
  }
}
