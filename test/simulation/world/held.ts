// A seed in which everything must hold, or it says how to replay it.

import { type Outcome, simulate } from '../simulate.ts';
import type { Options } from './world.ts';

export const modeText = ({ planned, stages, repeated }: Pick<Options, 'planned' | 'stages' | 'repeated'>): string =>
  `${planned ? ' --planned' : ''}${stages ? ' --stages' : ''}${repeated ? ' --repeated' : ''}`;

export async function held(seed: number, options: Options = {}): Promise<Outcome> {
  const outcome = await simulate(seed, options);
  if (outcome.broken)
    throw new Error(`seed ${seed}: ${outcome.broken.message}; replay it by: npm run sim -- --seed ${seed}${modeText(options)}`);
  return outcome;
}
