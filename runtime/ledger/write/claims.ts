// Named, unique ownerships: one branch, one writer; one hash, one who works it out. They change hands only
// together with the commit that says why.

import type Database from 'better-sqlite3';
import type { ClaimChange } from '../ledger.ts';

export type Claims = {
  owner(name: string): { owner: string; epoch: number } | undefined;
  /** The first claim that the changes, in their order, would take from another owner. */
  inTheWay(changes: readonly ClaimChange[]): { name: string; owner: string } | undefined;
  /** To be called within the commit's savepoint, when nothing is in the way. */
  change(changes: readonly ClaimChange[]): void;
};

export function claimsIn(database: Database.Database, epoch: number): Claims {
  const select = database.prepare<[string], { owner: string; epoch: number }>('SELECT owner, epoch FROM claims WHERE name = ?');
  // An owner that takes again what it has changes nothing, not even the epoch it was taken in.
  const take = database.prepare<[string, string, number]>(
    'INSERT INTO claims (name, owner, epoch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const put = database.prepare<[string, string, number]>(
    'INSERT INTO claims (name, owner, epoch) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET owner = excluded.owner, epoch = excluded.epoch',
  );
  // Releasing a claim that another owner has, or no one, does nothing.
  const release = database.prepare<[string, string]>('DELETE FROM claims WHERE name = ? AND owner = ?');

  return {
    owner: (name) => select.get(name),
    inTheWay(changes) {
      const owners = new Map<string, string | undefined>();
      for (const { kind, name, owner } of changes) {
        const holder = owners.has(name) ? owners.get(name) : select.get(name)?.owner;
        if (kind === 'take') {
          if (holder !== undefined && holder !== owner) return { name, owner: holder };
          owners.set(name, owner);
        } else if (kind === 'put') {
          owners.set(name, owner);
        } else {
          owners.set(name, holder === owner ? undefined : holder);
        }
      }
      return undefined;
    },
    change(changes) {
      for (const { kind, name, owner } of changes) {
        if (kind === 'take') take.run(name, owner, epoch);
        else if (kind === 'put') put.run(name, owner, epoch);
        else release.run(name, owner);
      }
    },
  };
}
