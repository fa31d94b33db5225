// Decides which faults are injected into a simulated fleet. Each decision depends only on the seed and the place, so any fault can
// be left out without moving the others.

import { placed, type Random } from '../random.ts';

export const FAULT_RATES = {
  /** A question to the servers that does not come there. */
  'lost': 0.01,
  /** It was done, and nobody says so. */
  'unanswered': 0.01,
  'doubled': 0.01,
  /** Also so late that whoever asked has given up. */
  'delayed': 0.02,
  /** Of the ones that come at a time: how often each machine meets it. */
  'cut': 0.5,
  'no-majority': 0.2,
  'kill': 0.35,
  'crash': 0.15,
  /** A process stands still, and its clocks go on. */
  'stand': 0.25,
  'clock-jump': 0.4,
} as const;

export type FleetFault = keyof typeof FAULT_RATES;
export const FLEET_FAULTS = Object.keys(FAULT_RATES) as FleetFault[];
export type InjectedFault = { kind: FleetFault; place: string; at: number };

export type FaultPlan = {
  random(place: string): Random;
  strikes(kind: FleetFault, place: string): Random | undefined;
  struck: InjectedFault[];
};

/** With `only`, whatever else would strike does not; after `until` nothing strikes any more. */
export function fleetFaultPlan(seed: number, now: () => number, until: number, only?: ReadonlySet<string>): FaultPlan {
  const struck: InjectedFault[] = [];
  return {
    struck,
    random: (place) => placed(seed, place),
    strikes(kind, place) {
      if (now() > until) return undefined;
      const random = placed(seed, `${kind} ${place}`);
      if (!random.chance(FAULT_RATES[kind]) || (only && !only.has(`${kind} ${place}`))) return undefined;
      struck.push({ kind, place, at: now() });
      return random;
    },
  };
}
