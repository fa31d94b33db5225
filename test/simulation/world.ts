// What a simulated world is, for all who play a part in it.

import type { Config } from '../../contracts/config.ts';
import type { RunCommand } from '../../contracts/run/command.ts';
import type { Report } from '../../contracts/run/report.ts';
import type { HouseState } from '../../daemon/lead/house/house-state.ts';
import type { Commit } from '../../runtime/ledger/ledger.ts';
import type { MusterEvents } from '../../skills/events.ts';
import type { RunEventType } from '../../skills/phases/events.ts';
import type { RunEffect } from '../../skills/run/effect.ts';
import type { RunState } from '../../skills/run/state.ts';
import type { Behaviour } from './behaviours.ts';
import type { Broken, Invariant } from './broken.ts';
import type { Counts } from './counts.ts';
import type { Desk } from './desk.ts';
import type { Fate, Rates } from './fate.ts';
import type { SimHost } from './host.ts';
import type { SimLedger } from './ledger.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { Time } from './time.ts';

export type Options = {
  rates?: Rates;
  behaviours?: readonly Behaviour[];
  /** The planner adds phases, writes a plan that is judged and approved, and the work gets a verdict. */
  planned?: boolean;
  /** Kill the daemon at this hit of this failpoint. */
  killAt?: { point: string; hit: number };
  /** Of all faults of the seed only these, by name. */
  only?: ReadonlySet<string>;
  /** The ledger takes no event of this type from the lead, and the run has to end all the same. */
  refuses?: RunEventType;
};

export type World = {
  fate: Fate;
  time: Time;
  ledger: SimLedger<MusterEvents>;
  host: SimHost;
  desk: Desk;
  reports: Map<string, Report>;
  config: Config;
  counts: Counts;
  /** What the journal gives, at this moment. */
  state(): RunState;
  houseState(): HouseState;
  life(): Life | undefined;
  broken(): Broken | undefined;
  random(place: string): Random;
  /** The place, with how often it was come by. */
  nth(place: string): string;
  fail(invariant: Invariant, detail: string): void;
  /** Gives the word that only its reader can know. */
  writePrompt(path: string): string;
  startSession(order: { key: string; dispatch: string; provider: string; prompt: string; deadline: number; as: string }): void;
  aboutToStop(key: string, order: Extract<RunEffect, { kind: 'end' }>): void;
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
  /** The run waits for a person to allow these its code. */
  asked(providers: readonly string[]): void;
  /** When the run has ended. */
  afterwards(what: () => void): void;
  ended(): void;
  /** The next thing happens; false when nothing is due any more. */
  goOn(): boolean;
};
