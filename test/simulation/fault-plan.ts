// Decides which faults are injected. Each decision depends only on the seed and the place, so any fault can be left out without
// moving the others.

import { placed, type Random } from './random.ts';

/** Every kind of fault, with the chance that it strikes where it could. */
export const FAULT_RATES = {
  /** A session that hangs, dies, lies, writes half, late, twice, or for somebody else. */
  'worker': 0.35,
  /** The daemon dies before or after an append or an effect. */
  'kill': 0.006,
  'effect-failure': 0.03,
  'conflict': 0.02,
  'lost-hint': 0.3,
  'double-hint': 0.1,
  /** A child of a worker that outlives it. */
  'survivor': 0.02,
  /** A worker writes into the checkout that it was only to look at. */
  'violation': 0.1,
  /** An executor does less than it says, more than it may, or something else. */
  'executor': 0.4,
  /** A command that proves something says what is not so, hangs, or is never begun. */
  'check': 0.04,
  /** Of the ones that come at a time: how many there are in a run, on average. */
  'host-loss': 0.35,
  'power-cut': 0.5,
  'clock-jump': 0.6,
  'sleep': 0.3,
  'full-disk': 0.3,
  'quota-elsewhere': 0.25,
  'command': 0.6,
  /** Somebody who is asked answers late, twice, to something that is no longer so, or never. */
  'answer': 0.4,
  /** The world says no. */
  'refusal': 0.01,
  /** What was to be reported goes wrong until only the stub is left. */
  'report-failure': 0.01,
} as const;

export type FaultKind = keyof typeof FAULT_RATES;
export type Rates = Readonly<Record<FaultKind, number>>;
export const FAULT_KINDS = Object.keys(FAULT_RATES) as FaultKind[];
export const NO_FAULTS: Rates = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>;

/** A fault that struck: where, when after the run began, and what it was. */
export type Fault = { kind: FaultKind; place: string; at: number; what: string };

export const nameOf = ({ kind, place }: Pick<Fault, 'kind' | 'place'>): string => `${kind} ${place}`;

export type FaultPlan = {
  /** Gives the fault's own chance, to shape it, when it strikes here; the n-th time at one place is a place of its own. */
  strikes(kind: FaultKind, place: string): Random | undefined;
  /** Says what the fault came to. What struck and did nothing is not told. */
  record(kind: FaultKind, place: string, what: string): void;
  struck: Fault[];
};

/** With `only`, whatever else would strike does not. */
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
