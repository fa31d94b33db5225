// A ledger as its readers see it: typed by what its catalogue accepts. Who only reads needs no schema for that, and loads none.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents } from '../../contracts/event.ts';
import type { EventCatalogue, Ledger, LedgerKeeper } from './ledger.ts';

/** What a keeper keeps under a catalogue has passed its check, and so is of its types. */
export function typedBy<All extends StreamEvents, Keeper extends LedgerKeeper>(
  _: EventCatalogue<All>,
  keeper: Keeper,
): Ledger<All> & Omit<Keeper, keyof Ledger> {
  return keeper as unknown as Ledger<All> & Omit<Keeper, keyof Ledger>;
}

/** What lies in a ledger was checked when it was written. */
export const readingOnly = <All extends StreamEvents>(): EventCatalogue<All> => ({
  check(stream, { type }) {
    throw new MusterError(
      'not-allowed-here',
      `${type} cannot be written to ${stream}: this process only reads`,
      'The daemon writes: `muster up`.',
    );
  },
  ends: () => false,
  allowedAfterEnd: () => false,
  mayBegin: () => false,
});
