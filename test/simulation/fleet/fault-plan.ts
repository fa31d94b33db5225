// Decides which faults are injected into a simulated fleet. Each decision depends only on the seed and the place, so any fault can
// be left out without moving the others.

import { placed, type Random } from '../random.ts';

export const FAULT_RATES = {
  /** A request that does not reach the servers. */
  'lost': 0.01,
  /** The request was carried out, but its answer is lost. */
  'unanswered': 0.01,
  'doubled': 0.01,
  /** Possibly after the sender has given up. */
  'delayed': 0.02,
  /** For faults that occur at a certain time: how often each machine has one. */
  'cut': 0.5,
  'no-majority': 0.2,
  'kill': 0.35,
  'crash': 0.15,
  /** A process is stopped while its clocks go on. */
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

/** With `only`, all other faults are left out; there are no faults after `until`. */
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
