// Hints from the file system that a worker's folder has changed. Everything happens without them,
// only later: an error here is no error of the daemon.

import { type FSWatcher, watch } from 'chokidar';

export type Hints = {
  /** Watches a folder until the signal aborts. */
  follow(folder: string, onChange: () => void, signal: AbortSignal): void;
  close(): Promise<void>;
};

export function openHints(enabled: boolean): Hints {
  const watchers = new Set<FSWatcher>();
  return {
    follow(folder, onChange, signal) {
      if (!enabled || signal.aborted) return;
      const watcher = watch(folder, { depth: 0, ignoreInitial: false, followSymlinks: false });
      watchers.add(watcher);
      watcher.on('all', onChange);
      watcher.on('error', () => {});
      const leave = () => {
        watchers.delete(watcher);
        watcher.close().catch(() => undefined);
      };
      signal.addEventListener('abort', leave, { once: true });
    },
    async close() {
      await Promise.allSettled([...watchers].map((it) => it.close()));
      watchers.clear();
    },
  };
}
