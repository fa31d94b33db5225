// Injects the faults of a simulated fleet that happen at a certain time: machines that are cut off, kills, crashes, stopped
// processes, clocks that jump, and servers without a majority.

import type { Random } from '../random.ts';
import type { Time } from '../world/time.ts';
import type { FaultPlan, FleetFault } from './fault-plan.ts';
import type { Machine } from './machines.ts';
import { FAULTS_UNTIL } from './times.ts';

type Setup = {
  time: Time;
  faults: FaultPlan;
  cut(name: string, until: number): void;
  machines: readonly Machine[];
  begin(name: string): void;
  stood(name: string, until: number): void;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MOST = 2;
const EACH = ['cut', 'kill', 'crash', 'stand', 'clock-jump'] as const satisfies readonly FleetFault[];

export function injectFaults(around: Setup): void {
  const { time, faults, cut, machines, begin } = around;
  const moment = (random: Random): number => Math.round(SECOND * (FAULTS_UNTIL / SECOND - 60) ** random.next());
  for (let n = 1; n <= MOST; n++) {
    for (const machine of machines)
      for (const kind of EACH) {
        const random = faults.strikes(kind, `${machine.name} ${n}`);
        if (random) time.later(moment(random), () => happen(around, kind, machine, random));
      }
    const none = faults.strikes('no-majority', `${n}`);
    if (none)
      time.later(moment(none), () => {
        const until = time.now() + none.between(5 * SECOND, 2 * MINUTE);
        for (const { name } of machines) cut(name, until);
      });
  }
  for (const { name } of machines) time.later(FAULTS_UNTIL, () => begin(name));
}

function happen({ time, cut, begin, stood }: Setup, kind: (typeof EACH)[number], machine: Machine, random: Random): void {
  const { name } = machine;
  switch (kind) {
    case 'cut':
      cut(name, time.now() + random.between(5 * SECOND, 2 * MINUTE));
      return;
    case 'kill':
    case 'crash':
      if (!machine.now) return;
      if (kind === 'crash') machine.crash();
      else machine.now.die();
      stood(name, time.now());
      // It is started again sooner or later.
      time.later(random.chance(0.7) ? random.between(SECOND, 20 * SECOND) : random.between(MINUTE, 4 * MINUTE), () => {
        stood(name, time.now());
        begin(name);
      });
      return;
    case 'stand': {
      const until = time.now() + random.between(5 * SECOND, 90 * SECOND);
      machine.now?.stand(until);
      stood(name, until);
      return;
    }
    case 'clock-jump':
      machine.ahead += random.chance(0.7) ? random.between(-10 * MINUTE, 10 * MINUTE) : random.between(-2 * HOUR, 2 * HOUR);
  }
}
