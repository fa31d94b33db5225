// One stream of a ledger, for code that writes and reads only that stream.

import type { EventIn, NewEvent, Recorded, StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Appended, Commit, Ledger } from './ledger.ts';

export type OneStream<Event extends NewEvent> = {
  name: StreamName;
  append(commit: Omit<Commit, 'stream' | 'events'> & { events: readonly Event[] }): Promise<Appended<Event>>;
  read(afterSeq: number): Promise<Recorded<Event>[]>;
};

export const streamIn = <All extends StreamEvents, Name extends StreamName>(
  ledger: Ledger<All>,
  name: Name,
): OneStream<EventIn<All, Name>> => ({
  name,
  append: (commit) => ledger.append({ ...commit, stream: name }),
  read: (afterSeq) => ledger.read(name, afterSeq),
});
