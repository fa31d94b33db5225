// A poller like those of tools around tmux: checks every expected file at a fixed interval, reads new ones, and records each in a
// file. It checks the same files that Muster collects.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type PlainPoller = {
  watch(paths: readonly string[]): void;
  /** The next file to arrive was renamed at this time. */
  renamed(at: number): void;
  /** The delay between each rename and its record; waits for the last one. */
  close(): Promise<number[]>;
};

export function openPlainPoller(every: number): PlainPoller {
  const folder = mkdtempSync(join(tmpdir(), 'plain-'));
  const awaited = new Set<string>();
  const renames: number[] = [];
  const delays: number[] = [];

  function look(): void {
    const found: string[] = [];
    for (const path of awaited) if (statSync(path, { throwIfNoEntry: false })) found.push(path);
    for (const path of found) {
      awaited.delete(path);
      const result = JSON.parse(readFileSync(path, 'utf8')) as { dispatch: string };
      appendFileSync(join(folder, 'status.tsv'), `${result.dispatch}\tdone\n`);
    }
    // The order in which one check finds them does not affect when it does.
    const now = performance.now();
    for (const at of renames.splice(0, found.length)) delays.push(now - at);
  }

  const beat = setInterval(look, every);
  return {
    watch(paths) {
      for (const path of paths) awaited.add(path);
    },
    renamed: (at) => void renames.push(at),
    async close() {
      while (renames.length > 0) await sleep(10);
      clearInterval(beat);
      rmSync(folder, { recursive: true });
      return delays;
    },
  };
}
