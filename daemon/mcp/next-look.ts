// How calls wait for something to happen: all that wait in one server share each look at the ledger.

import { setTimeout as sleep } from 'node:timers/promises';
import { reading } from './reading.ts';
import type { Here } from './tool.ts';

const LOOK_EVERY = 200;

/** Of each run that has not ended, the number of its last event. */
export type Look = ReadonlyMap<string, number>;

const under = new WeakMap<Here, Promise<Look>>();

export function nextLook(here: Here): Promise<Look> {
  const known = under.get(here);
  if (known) return known;
  const look = sleep(LOOK_EVERY)
    .then(() => {
      // Who begins to wait from now on needs a later one.
      under.delete(here);
      return reading(here, (records) => records.runs({ ended: false }));
    })
    .then((rows) => new Map(rows.map(({ run, seq }) => [run, seq])));
  under.set(here, look);
  return look;
}
