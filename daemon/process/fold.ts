// The state of a stream, from the ledger alone: a kept fold and what came after it.

import { MusterError } from '../../contracts/errors.ts';
import type { MusterLedger } from '../../skills/events.ts';
import { RUN_REDUCER, type RunState } from '../../skills/run/state.ts';
import { EMPTY_HOUSE, evolveHouse, HOUSE_REDUCER, type HouseState } from '../lead/house/house-state.ts';
import { evolveAll } from '../lead/run/evolve-run.ts';

export async function foldRun(ledger: MusterLedger, run: string): Promise<RunState> {
  const stream = `run/${run}` as const;
  const snapshot = await ledger.snapshot(stream, RUN_REDUCER);
  const events = await ledger.read(stream, snapshot?.seq ?? 0);
  const state = evolveAll(snapshot?.state as RunState | undefined, events);
  if (!state) throw new MusterError('run-unknown', `unknown run ${run}`, '`muster runs` lists the runs.');
  return state;
}

export async function foldHouse(ledger: MusterLedger): Promise<HouseState> {
  const snapshot = await ledger.snapshot('house', HOUSE_REDUCER);
  const events = await ledger.read('house', snapshot?.seq ?? 0);
  return events.reduce(evolveHouse, (snapshot?.state as HouseState | undefined) ?? EMPTY_HOUSE);
}
