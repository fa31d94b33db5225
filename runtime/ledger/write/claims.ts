// Named, unique ownerships, such as the one writer of a branch or the one run that computes a hash. A claim changes hands only in
// the transaction of the commit that says why.

import type Database from 'better-sqlite3';
import type { ClaimChange } from '../ledger.ts';

type Owner = { owner: string; epoch: number };

export type Claims = {
  /** The first claim that these changes, in their order, would take from another owner. */
  inTheWay(changes: readonly ClaimChange[]): { name: string; owner: string } | undefined;
  /** Call it within the commit's savepoint, after `inTheWay` found nothing. */
  change(changes: readonly ClaimChange[]): void;
};

export function ownersIn(database: Database.Database): (name: string) => Owner | undefined {
  const select = database.prepare<[string], Owner>('SELECT owner, epoch FROM claims WHERE name = ?');
  return (name) => select.get(name);
}

export function claimsIn(database: Database.Database, epoch: number): Claims {
  const owner = ownersIn(database);
  // Taking a claim again changes nothing, not even the epoch in which it was taken.
  const take = database.prepare<[string, string, number]>(
    'INSERT INTO claims (name, owner, epoch) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const put = database.prepare<[string, string, number]>(
    'INSERT INTO claims (name, owner, epoch) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET owner = excluded.owner, epoch = excluded.epoch',
  );
  // Releasing a claim of another owner, or of nobody, does nothing.
  const release = database.prepare<[string, string]>('DELETE FROM claims WHERE name = ? AND owner = ?');

  return {
    inTheWay(changes) {
      const owners = new Map<string, string | undefined>();
      for (const { kind, name, owner: wants } of changes) {
        const holder = owners.has(name) ? owners.get(name) : owner(name)?.owner;
        if (kind === 'take') {
          if (holder !== undefined && holder !== wants) return { name, owner: holder };
          owners.set(name, wants);
        } else if (kind === 'put') {
          owners.set(name, wants);
        } else {
          owners.set(name, holder === wants ? undefined : holder);
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
