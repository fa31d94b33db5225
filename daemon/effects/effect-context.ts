// What the effects work with: every impure thing that a daemon has, in one object.

import type { Config } from '../../contracts/config.ts';
import type { Base } from '../../contracts/run/base.ts';
import type { Timestamp } from '../../contracts/time.ts';
import type { Host } from '../../contracts/work/session.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Home } from '../../runtime/home.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { Hints } from '../../runtime/watch/hints.ts';
import type { Poller } from '../../runtime/watch/poller.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import type { Writes } from '../../skills/run/fleet/stage-work.ts';
import type { RunState } from '../../skills/run/state.ts';
import type { Bringing, Brought } from '../fleet/lead/bring-work.ts';
import type { HouseState } from '../lead/house/house-state.ts';
import type { Branch } from '../lead/house/waits-for.ts';
import type { Slots } from './house/slots.ts';
import type { EffectWorld } from './world/real-world.ts';

type StartOrder = Extract<RunEffect, { kind: 'start' }>;

export type EffectContext = EffectWorld & {
  home: Home;
  config: Config;
  clock: Clock;
  log: Log;
  ledger: MusterLedger;
  objects: Objects;
  host: Host;
  poller: Poller;
  hints: Hints;
  slots: Slots;
  /** Folder that contains `muster`, for the workers' PATH. */
  bin: string;
  env: NodeJS.ProcessEnv;
  version: string;
  house: {
    state(): HouseState;
    ask(run: string, branch?: Branch): Promise<void>;
    reserve(asked: { run: string; name: string; until: Timestamp; over?: string | undefined }): Promise<boolean>;
    /** A worker reached its provider's limit; the provider is on hold until then. */
    hold(rest: { provider: string; until: Timestamp; by: string }): Promise<void>;
    /** Resolves when the house's state fulfils the condition; rejects when the signal aborts. */
    until<T>(found: (state: HouseState) => T | undefined, signal: AbortSignal): Promise<T>;
  };
  /** What this node does for the fleet when it removes old runs. */
  sharing?: { node: string; removeShared(digest: string): Promise<boolean> };
  /** In a fleet: makes the base of a run available to other nodes, if possible. */
  shareBase?(run: string, base: Base, scratch: string, signal: AbortSignal): Promise<Base>;
  /** In a fleet: other machines that can run workers. */
  elsewhere?: {
    /** `because`: why the worker starts here although there are hosts. */
    place(order: StartOrder): Promise<{ kind: 'hosts' } | { kind: 'here'; because: string | null }>;
    /** `here` if no host has taken the worker and none will, and why. */
    start(run: string, order: StartOrder, signal: AbortSignal): Promise<RunObservation | { kind: 'here'; because: string }>;
    /** From now on only that attempt may write; rejects if a later attempt already does. */
    raise(run: string, writes: Writes): Promise<void>;
    /** Brings the work of an executor on a host into the workplace here. */
    bring(it: Bringing, signal: AbortSignal): Promise<Brought>;
  };
  /** The state of another run that a task names. An effect carries what it needs of its own run. */
  folded(run: string): Promise<RunState>;
};
