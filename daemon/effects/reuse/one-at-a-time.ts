// Who works on a key (a dispatch or a prompt run) between finding out that nobody does and the commit that claims
// it. One daemon writes to a ledger, so its memory is enough: if it dies before that commit, it has started nothing.

import type { MusterLedger } from '../../../skills/events.ts';

type Turns = {
  of(key: string): string | undefined;
  /** False if another owner has it: both may have seen at the same time that nobody did. */
  take(key: string, owner: string): boolean;
  leave(key: string, owner: string): void;
};

const byLedger = new WeakMap<MusterLedger, Turns>();

export function oneAtATime(ledger: MusterLedger): Turns {
  const known = byLedger.get(ledger);
  if (known) return known;
  const taken = new Map<string, string>();
  const turns: Turns = {
    of: (key) => taken.get(key),
    take(key, owner) {
      if ((taken.get(key) ?? owner) !== owner) return false;
      taken.set(key, owner);
      return true;
    },
    leave(key, owner) {
      if (taken.get(key) === owner) taken.delete(key);
    },
  };
  byLedger.set(ledger, turns);
  return turns;
}
