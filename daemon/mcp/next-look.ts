// How calls wait for something to happen: all calls that wait in one server share each look at the ledger.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ToolContext } from './tool.ts';
import { withRecords } from './with-records.ts';

const LOOK_EVERY = 200;

/** For each run that has not ended, the number of its last event. */
export type NewestEvents = ReadonlyMap<string, number>;

const under = new WeakMap<ToolContext, Promise<NewestEvents>>();

export function nextLook(here: ToolContext): Promise<NewestEvents> {
  const known = under.get(here);
  if (known) return known;
  const look = sleep(LOOK_EVERY)
    .then(() => {
      // Callers that begin to wait from now on need a later look.
      under.delete(here);
      return withRecords(here, (records) => records.runs({ ended: false }));
    })
    .then((rows) => new Map(rows.map(({ run, seq }) => [run, seq])));
  under.set(here, look);
  return look;
}
