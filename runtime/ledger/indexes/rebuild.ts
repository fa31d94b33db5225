// Rebuilds indexes in a ledger that a daemon may have open: all of them or none, in one transaction, and nothing else is written.

import { openDatabase } from '../database.ts';
import { ledgerFailure } from '../failure.ts';
import type { IndexDefinition } from './definition.ts';
import { rebuild } from './indexes.ts';
import { MARKS } from './table.ts';

/** The daemon waits with its commits, and tries them again. */
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
