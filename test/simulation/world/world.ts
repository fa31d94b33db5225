// The type of a simulated world, for all of its parts.

import type { Config } from '../../../contracts/config.ts';
import type { RunCommand } from '../../../contracts/run/command.ts';
import type { SessionView } from '../../../contracts/work/session.ts';
import type { HouseState } from '../../../daemon/lead/house/house-state.ts';
import type { Commit } from '../../../runtime/ledger/ledger.ts';
import type { MusterEvents } from '../../../skills/events.ts';
import type { RunEventType } from '../../../skills/phases/events.ts';
import type { RunState } from '../../../skills/run/state.ts';
import type { FaultPlan, Rates } from '../fault-plan.ts';
import type { Counts } from '../invariants/counts.ts';
import type { BrokenInvariant, Invariant } from '../invariants/invariant.ts';
import type { Random } from '../random.ts';
import type { SimulatedAgents } from '../simulated/agents.ts';
import type { CheckRun } from '../simulated/checks.ts';
import type { SimDisk } from '../simulated/disk.ts';
import type { ExecutorBehaviour } from '../simulated/executors.ts';
import type { StartOrder } from '../simulated/sessions.ts';
import type { SimStages } from '../simulated/stages.ts';
import type { SimWorkspaces } from '../simulated/workspaces.ts';
import type { DaemonProcess } from './daemon-process.ts';
import type { SimHost, SimSession } from './host.ts';
import type { Behaviour } from './people/behaviours.ts';
import type { SimLedger } from './records/ledger.ts';
import type { ResultFiles } from './result-files.ts';
import type { Time } from './time.ts';

export type Options = {
  rates?: Rates;
  behaviours?: readonly Behaviour[];
  /** The planner adds phases, writes a plan that is judged and approved, and the work gets a verdict. */
  planned?: boolean;
  /** It carries out the plan of an earlier run. */
  stages?: boolean;
  /** There are further runs with the same task, at the same time or later. */
  repeated?: boolean;
  /** Executors misbehave only in these ways. */
  deeds?: readonly ExecutorBehaviour[];
  /** The kind of plan that it gets for approval. */
  gives?: number;
  /** The earlier content of the ledger. */
  earlier?: readonly Commit<MusterEvents>[];
  /** Kills the daemon at this hit of this failpoint. */
  killAt?: { point: string; hit: number };
  /** Only these faults of the seed, by name. */
  only?: ReadonlySet<string>;
  /** The ledger refuses events of this type from the lead, and the run must still end. */
  refuses?: RunEventType;
};

export type World = {
  faults: FaultPlan;
  time: Time;
  ledger: SimLedger<MusterEvents>;
  host: SimHost;
  desk: ResultFiles;
  disk: SimDisk;
  workspaces: SimWorkspaces;
  stages: SimStages;
  /** All check commands that were run, by their keys. */
  checks: Map<string, CheckRun>;
  company: SimulatedAgents;
  config: Config;
  counts: Counts;
  /** The current state of the run, from its journal. */
  state(): RunState;
  /** The same for any run that is led. */
  stateOf(run: string): RunState;
  states(): RunState[];
  /** A further task was dropped; a running daemon accepts it. */
  begun(run: string): void;
  /** Whether no further run will come. */
  allBegun(): boolean;
  houseState(): HouseState;
  daemon(): DaemonProcess | undefined;
  broken(): BrokenInvariant | undefined;
  random(place: string): Random;
  /** The name of a place with the number of the visit. */
  nth(place: string): string;
  fail(invariant: Invariant, detail: string): void;
  /** An invariant that breaks during another component's call must not be thrown into that component. */
  examine(what: () => void): void;
  startSession(order: StartOrder): SessionView;
  aboutToStop(key: string): void;
  /** What the program of a session has printed when it ends. */
  printed(session: SimSession): string;
  mustDie(point: string): boolean;
  kill(): boolean;
  startAgain(): void;
  opened(daemon: DaemonProcess): void;
  logged(message: string, error: unknown): void;
  somebodyElse(commit: Pick<Commit, 'stream' | 'expectedSeq'>, decision: string): void;
  jump(by: number): void;
  diskIsFull(): boolean;
  fillDisk(span: number): void;
  /** Another run tells the house to put a provider on hold; false if no daemon is running. */
  holdElsewhere(provider: string, span: number): boolean;
  order(command: RunCommand, token: string): void;
  allow(project: string, providers: readonly string[]): void;
  /** Another run that occupies a slot in this house, and for how long. */
  other: { run: string; until: number } | undefined;
  /** Called when the run has ended. */
  afterwards(what: () => void): void;
  ended(): void;
  /** Lets the next thing happen; false if nothing is due any more. */
  goOn(): boolean;
};
