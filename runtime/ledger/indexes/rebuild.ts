// Rebuilds indexes in a ledger that a daemon may have open. It is one transaction, all indexes or none, and nothing else is
// written.

import { openDatabase } from '../database.ts';
import { ledgerFailure } from '../failure.ts';
import type { IndexDefinition } from './definition.ts';
import { rebuild } from './indexes.ts';
import { MARKS } from './table.ts';

/** Meanwhile the daemon's commits wait and are retried. */
const PATIENCE = 10_000;

export async function rebuildIndexes(path: string, definitions: readonly IndexDefinition[]): Promise<void> {
  const { database } = await openDatabase(path, { patience: PATIENCE });
  try {
    database
      .transaction(() => {
        database.exec(MARKS);
        for (const it of definitions) rebuild(database, it);
      })
      .immediate();
  } catch (error) {
    throw ledgerFailure(error, path, 'rebuild its indexes');
  } finally {
    database.close();
  }
}
