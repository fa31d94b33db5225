// The house's loop, with the functions that runs and commands need.

import { MusterError } from '../../contracts/errors.ts';
import type { Actor } from '../../contracts/event.ts';
import type { HouseEvent } from '../../contracts/house-event.ts';
import type { Timestamp } from '../../contracts/time.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { World } from '../lead/decider.ts';
import type { HouseInput } from '../lead/house/decide-house.ts';
import type { HouseEffect, HouseObservation } from '../lead/house/effect.ts';
import { HOUSE_DECIDER } from '../lead/house/house-decider.ts';
import { HOUSE_REDUCER, type HouseState } from '../lead/house/house-state.ts';
import type { Branch } from '../lead/house/waits-for.ts';
import { runLoop } from '../lead/loop.ts';
import { foldHouse, snapshotsEvery } from './fold.ts';

export type House = {
  state(): HouseState;
  post(input: HouseInput, from?: { commandId: string; actor: Actor }): Promise<void>;
  ask(run: string, branch?: Branch): Promise<void>;
  /** Does not wait; a run reports it again when it is next taken up. */
  rests(run: string, rests: boolean): void;
  /** True if this run holds the stage now: see `stage.reserved`. */
  reserve(asked: { run: string; name: string; until: Timestamp; over?: string | undefined }): Promise<boolean>;
  hold(rest: { provider: string; until: Timestamp; by: string }): Promise<void>;
  until<T>(found: (state: HouseState) => T | undefined, signal: AbortSignal): Promise<T>;
  /** The ledger refuses its commits at the moment. */
  parked(): boolean;
  stop(): Promise<void>;
};

/** Why the house has stopped: another daemon has taken over, or it cannot continue its own stream. */
export type HouseStop = { kind: 'fenced' } | { kind: 'halted'; error: unknown };

const SNAPSHOT_EVERY = 500;

export async function openHouse(
  ledger: MusterLedger,
  world: World<HouseEffect, HouseObservation, HouseEvent>,
  log: Log,
  onOver: (because: HouseStop) => void,
): Promise<House> {
  let parked = false;
  const loop = runLoop(HOUSE_DECIDER, world, await foldHouse(ledger), (trouble) => {
    parked = trouble.kind === 'parked';
    if (trouble.kind === 'fenced') onOver({ kind: 'fenced' });
    else if (trouble.kind === 'stopped') onOver({ kind: 'halted', error: trouble.error });
    else if (trouble.kind === 'parked') log.error('the house is parked', { error: trouble.error });
  });
  const keepSnapshot = snapshotsEvery(SNAPSHOT_EVERY, HOUSE_REDUCER, ledger, log);
  loop.onChange((state, events) => keepSnapshot('house', state, events.length));
  return {
    state: loop.state,
    post: loop.post,
    ask: (run, branch) => loop.post({ kind: 'asked', run, branch }),
    rests: (run, rests) =>
      void loop
        .post({ kind: 'rests', run, rests })
        .catch((error: unknown) => log.warn('the house was not informed that a run is idle', { run, error })),
    async reserve(asked) {
      await loop.post({ kind: 'reserve', ...asked });
      return loop.state().reserved[asked.name]?.run === asked.run;
    },
    hold: (rest) => loop.post({ kind: 'quota', ...rest }),
    until: (found, signal) =>
      new Promise((resolve, reject) => {
        const look = (state: HouseState) => {
          const it = found(state);
          if (it === undefined) return;
          leave();
          resolve(it);
        };
        const abort = () => {
          leave();
          reject(signal.reason ?? new MusterError('internal', 'the wait was cancelled', ''));
        };
        const forget = loop.onChange(look);
        const leave = () => {
          forget();
          signal.removeEventListener('abort', abort);
        };
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
        else look(loop.state());
      }),
    parked: () => parked,
    stop: loop.stop,
  };
}
