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
import type { Behaviour } from './behaviours.ts';
import type { SimHost, SimSession } from './host.ts';
import type { SimLedger } from './ledger.ts';
import type { Life } from './life.ts';
import type { ResultFiles } from './result-files.ts';
import type { Time } from './time.ts';

export type Options = {
  rates?: Rates;
  behaviours?: readonly Behaviour[];
  /** The planner adds phases, writes a plan that is judged and approved, and the work gets a verdict. */
  planned?: boolean;
  /** It carries out a plan that an earlier run made. */
  stages?: boolean;
  /** Further runs ask the same, together with it or later. */
  repeated?: boolean;
  /** Of what executors do wrong only these. */
  deeds?: readonly ExecutorBehaviour[];
  /** The kind of plan that it is given, to have it approved. */
  gives?: number;
  /** What was written before into the ledger. */
  earlier?: readonly Commit<MusterEvents>[];
  /** Kill the daemon at this hit of this failpoint. */
  killAt?: { point: string; hit: number };
  /** Of all faults of the seed only these, by name. */
  only?: ReadonlySet<string>;
  /** The ledger takes no event of this type from the lead, and the run has to end all the same. */
  refuses?: RunEventType;
};

export type World = {
  fate: FaultPlan;
  time: Time;
  ledger: SimLedger<MusterEvents>;
  host: SimHost;
  desk: ResultFiles;
  disk: SimDisk;
  workspaces: SimWorkspaces;
  stages: SimStages;
  /** Every command that was run to prove something, by its key. */
  checks: Map<string, CheckRun>;
  company: SimulatedAgents;
  config: Config;
  counts: Counts;
  /** What the journal of the run gives, at this moment. */
  state(): RunState;
  /** Of any run that is led. */
  stateOf(run: string): RunState;
  states(): RunState[];
  /** A further run was dropped; a daemon that is there takes it up. */
  begun(run: string): void;
  /** No further run is to come. */
  allBegun(): boolean;
  houseState(): HouseState;
  life(): Life | undefined;
  broken(): BrokenInvariant | undefined;
  random(place: string): Random;
  /** The place, with how often it was come by. */
  nth(place: string): string;
  fail(invariant: Invariant, detail: string): void;
  /** What is examined within somebody else's call must not be thrown into their face. */
  examine(what: () => void): void;
  startSession(order: StartOrder): SessionView;
  aboutToStop(key: string): void;
  /** What the program of a session has printed by its end. */
  printed(session: SimSession): string;
  mustDie(point: string): boolean;
  kill(): boolean;
  startAgain(): void;
  opened(life: Life): void;
  logged(message: string, error: unknown): void;
  somebodyElse(commit: Pick<Commit, 'stream' | 'expectedSeq'>, decision: string): void;
  jump(by: number): void;
  diskIsFull(): boolean;
  fillDisk(span: number): void;
  /** Another run tells the house that a provider must rest; false when no daemon hears it. */
  holdElsewhere(provider: string, span: number): boolean;
  order(command: RunCommand, token: string): void;
  allow(project: string, providers: readonly string[]): void;
  /** Another run that has a place in this house, and for how long. */
  other: { run: string; until: number } | undefined;
  /** When the run has ended. */
  afterwards(what: () => void): void;
  ended(): void;
  /** The next thing happens; false when nothing is due any more. */
  goOn(): boolean;
};
