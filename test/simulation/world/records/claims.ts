// The claims of an in-memory ledger: a map that gives the same answers as the table of the real ledger.

import type { ClaimChange } from '../../../../runtime/ledger/ledger.ts';

type Claims = {
  owner(name: string): { owner: string; epoch: number } | undefined;
  inTheWay(changes: readonly ClaimChange[]): { name: string; owner: string } | undefined;
  change(changes: readonly ClaimChange[], epoch: number): void;
};

export function memoryClaims(): Claims {
  const held = new Map<string, { owner: string; epoch: number }>();

  /** Makes the changes in order; returns the first one that another owner's claim forbids. */
  function apply(to: Map<string, { owner: string; epoch: number }>, changes: readonly ClaimChange[], epoch: number) {
    for (const { kind, name, owner } of changes) {
      const holder = to.get(name)?.owner;
      if (kind === 'release' && holder === owner) to.delete(name);
      if (kind === 'put') to.set(name, { owner, epoch });
      if (kind !== 'take' || holder === owner) continue;
      if (holder !== undefined) return { name, owner: holder };
      to.set(name, { owner, epoch });
    }
    return undefined;
  }

  return {
    owner: (name) => held.get(name),
    inTheWay: (changes) => (changes.length === 0 ? undefined : apply(new Map(held), changes, 0)),
    change: (changes, epoch) => void apply(held, changes, epoch),
  };
}
