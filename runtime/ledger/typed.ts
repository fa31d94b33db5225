// A ledger as its readers see it, typed by its catalogue. Read-only code needs no schemas for that and loads none.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents } from '../../contracts/event.ts';
import type { EventCatalogue, Ledger, UntypedLedger } from './ledger.ts';

/** Safe, because everything in the ledger has passed the check of its catalogue. */
export function typedBy<All extends StreamEvents, Keeper extends UntypedLedger>(
  _: EventCatalogue<All>,
  keeper: Keeper,
): Ledger<All> & Omit<Keeper, keyof Ledger> {
  return keeper as unknown as Ledger<All> & Omit<Keeper, keyof Ledger>;
}

/** A catalogue for readers: events were checked when they were written. */
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
