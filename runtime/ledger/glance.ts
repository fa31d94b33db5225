// What a ledger says at a glance, for commands that only want a few words of it: none of its events is proved, and no schema
// is loaded. Whoever decides something by the answer opens the ledger instead.

import { openDatabase } from './database.ts';
import { ledgerFailure } from './failure.ts';

export type Glance = {
  /** Streams of runs that have not ended, newest first. */
  unended: string[];
  /** What events of this type of the house hold, oldest first. */
  ofHouse: unknown[];
};

export async function glanceAt(path: string, type: string): Promise<Glance> {
  const { database } = await openDatabase(path, { readOnly: true });
  try {
    const unended = database.prepare<[], unknown>("SELECT name FROM streams WHERE ended = 0 AND name <> 'house' ORDER BY id DESC").pluck();
    const ofHouse = database
      .prepare<[string, string], string>(
        `SELECT e.body ->> '$.payload' FROM events e JOIN streams s ON s.id = e.stream
         WHERE s.name = 'house' AND e.body LIKE ? AND CASE WHEN json_valid(e.body) THEN e.body ->> '$.type' = ? END ORDER BY e.seq`,
      )
      .pluck();
    return {
      unended: unended.all().filter((it) => typeof it === 'string'),
      // Looking for the word first is ten times as fast as reading each event as JSON.
      ofHouse: ofHouse.all(`%"${type}"%`, type).map((it) => JSON.parse(it) as unknown),
    };
  } catch (error) {
    throw ledgerFailure(error, path, 'look at the ledger');
  } finally {
    database.close();
  }
}
