// Simulates a seed and fails with the command that replays it if an invariant was broken.

import { type Outcome, simulate } from '../simulate.ts';
import type { Options } from './world.ts';

export const modeText = ({ planned, stages, repeated }: Pick<Options, 'planned' | 'stages' | 'repeated'>): string =>
  `${planned ? ' --planned' : ''}${stages ? ' --stages' : ''}${repeated ? ' --repeated' : ''}`;

export async function checkSeed(seed: number, options: Options = {}): Promise<Outcome> {
  const outcome = await simulate(seed, options);
  if (outcome.broken)
    throw new Error(`seed ${seed}: ${outcome.broken.message}; replay it by: npm run sim -- --seed ${seed}${modeText(options)}`);
  return outcome;
}
