// Appends to a ledger that may refuse for a while, because its disk is full or another process holds
// it. The same commit is retried until the ledger accepts it.

import { MusterError } from '../../contracts/errors.ts';
import type { NewEvent } from '../../contracts/event.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Appended } from '../../runtime/ledger/ledger.ts';
import type { OneStream } from '../../runtime/ledger/one-stream.ts';
import type { Trouble } from './decider.ts';

const PARK_FOR: Millis = 1_000;

export type Patience = { clock: Pick<Clock, 'sleep'>; stopping: AbortSignal; onTrouble(trouble: Trouble): void };

/** Undefined if the loop was stopped while the ledger refused; then nothing was written. */
export async function appendPatiently<Event extends NewEvent>(
  stream: OneStream<Event>,
  commit: Parameters<OneStream<Event>['append']>[0],
  { clock, stopping, onTrouble }: Patience,
): Promise<Appended<Event> | undefined> {
  for (let parked = false; ; ) {
    try {
      const answer = await stream.append(commit);
      if (parked) onTrouble({ kind: 'unparked' });
      return answer;
    } catch (error) {
      if (!(error instanceof MusterError) || (error.code !== 'ledger-busy' && error.code !== 'io-failed')) throw error;
      if (!parked) onTrouble({ kind: 'parked', error });
      parked = true;
      await clock.sleep(PARK_FOR, stopping);
      if (stopping.aborted) return undefined;
    }
  }
}
