// Decides which faults are injected. Each decision depends only on the seed and the place, so any fault can be left out without
// moving the others.

import { placed, type Random } from './random.ts';

/** Every kind of fault, with its probability at each place where it can occur. */
export const FAULT_RATES = {
  /** A session that hangs, dies, lies, or writes its result only in part, late, twice, or in another worker's name. */
  'worker': 0.35,
  /** The daemon dies before or after an append or an effect. */
  'kill': 0.006,
  'effect-failure': 0.03,
  'conflict': 0.02,
  'lost-hint': 0.3,
  'double-hint': 0.1,
  /** A child of a worker that outlives it. */
  'survivor': 0.02,
  /** A worker changes a checkout that it was only to read. */
  'violation': 0.1,
  /** An executor does less than it claims, more than it is allowed to, or something else. */
  'executor': 0.4,
  /** A command that proves something gives a wrong outcome, hangs, or is never started. */
  'check': 0.04,
  /** For faults that occur at a certain time: the average number in a run. */
  'host-loss': 0.35,
  'power-cut': 0.5,
  'clock-jump': 0.6,
  'sleep': 0.3,
  'full-disk': 0.3,
  'quota-elsewhere': 0.25,
  'command': 0.6,
  /** A person answers a gate late, twice, when it is outdated, or never. */
  'answer': 0.4,
  /** The world refuses an effect. */
  'refusal': 0.01,
  /** Composing the report fails until only the stub is left. */
  'report-failure': 0.01,
} as const;

export type FaultKind = keyof typeof FAULT_RATES;
export type Rates = Readonly<Record<FaultKind, number>>;
export const FAULT_KINDS = Object.keys(FAULT_RATES) as FaultKind[];
export const NO_FAULTS: Rates = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>;

/** A fault that occurred: where, when (since the start of the run), and what it did. */
export type Fault = { kind: FaultKind; place: string; at: number; what: string };

export const nameOf = ({ kind, place }: Pick<Fault, 'kind' | 'place'>): string => `${kind} ${place}`;

export type FaultPlan = {
  /** Returns the random numbers that shape the fault if it occurs here. The n-th visit to a place counts as a separate place. */
  strikes(kind: FaultKind, place: string): Random | undefined;
  /** Records what the fault did. Faults that did nothing are not recorded. */
  record(kind: FaultKind, place: string, what: string): void;
  struck: Fault[];
};

/** With `only`, all other faults are left out. */
export function faultPlan(seed: number, rates: Rates, now: () => number, only?: ReadonlySet<string>): FaultPlan {
  const struck: Fault[] = [];
  return {
    struck,
    strikes(kind, place) {
      const rate = rates[kind];
      if (rate === 0) return undefined;
      const random = placed(seed, `${kind} ${place}`);
      if (!random.chance(rate)) return undefined;
      return only && !only.has(nameOf({ kind, place })) ? undefined : random;
    },
    record(kind, place, what) {
      struck.push({ kind, place, at: now(), what });
    },
  };
}
