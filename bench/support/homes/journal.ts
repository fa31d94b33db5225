// The journal of a working daemon, read from another process: what it shows is committed and survives a power cut.

import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { EventEnvelope } from '../../../contracts/event.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';

export type JournalEvent = RunEvent & Pick<EventEnvelope, 'stream' | 'seq' | 'at'>;

export type Journal = {
  /** Everything that was committed since the last call. */
  news(): JournalEvent[];
  /** Reads new events until one matches, and returns it; polls a thousand times a second. */
  until<T>(what: string, found: (event: JournalEvent) => T | undefined | false): Promise<T>;
  close(): void;
};

/** A checkout of 100,000 files takes its time, and there are eight. */
const PATIENCE = 600_000;

export function openJournal(path: string): Journal {
  const database = new Database(path, { readonly: true });
  const select = database.prepare<[number], { position: number; body: string }>(
    'SELECT position, body FROM events WHERE position > ? ORDER BY position',
  );
  let position = 0;
  let unread: JournalEvent[] = [];

  function news(): JournalEvent[] {
    const rows = select.all(position);
    position = rows.at(-1)?.position ?? position;
    const all = [...unread, ...rows.map(({ body }) => JSON.parse(body) as JournalEvent)];
    unread = [];
    return all;
  }

  return {
    news,
    async until(what, found) {
      for (const end = performance.now() + PATIENCE; performance.now() < end; await sleep(1)) {
        const all = news();
        for (const [at, event] of all.entries()) {
          const it = found(event);
          if (it === undefined || it === false) continue;
          unread = all.slice(at + 1);
          return it;
        }
      }
      throw new Error(`waited ${PATIENCE} ms for ${what}`);
    },
    close: () => database.close(),
  };
}
