// A quick look at a ledger, for commands that only print a few words about it. It verifies no event and loads no schema; code that
// decides something opens the ledger instead.

import { refuseNewerHome } from '../format/refuse-newer.ts';
import { openDatabase } from './database.ts';
import { ledgerFailure } from './failure.ts';

export type Glance = {
  /** Streams of runs that have not ended, newest first. */
  unended: string[];
  /** The payloads of the house's events of the given type, oldest first. */
  ofHouse: unknown[];
};

export async function glanceAt(path: string, type: string): Promise<Glance> {
  refuseNewerHome({ ledger: path });
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
      // Filtering by text first is ten times as fast as parsing each event as JSON.
      ofHouse: ofHouse.all(`%"${type}"%`, type).map((it) => JSON.parse(it) as unknown),
    };
  } catch (error) {
    throw ledgerFailure(error, path, 'look at the ledger');
  } finally {
    database.close();
  }
}
