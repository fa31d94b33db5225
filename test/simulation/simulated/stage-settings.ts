// The settings of a simulated world in which a plan is carried out, and its captured base.

import type { ConfigFile } from '../../../contracts/config.ts';
import { placed } from '../random.ts';
import type { Options } from '../world/world.ts';
import { projectOf, shapeOf } from './project.ts';
import type { SimRepository } from './repository.ts';
import { GIT_DIR } from './stages.ts';

/** The person's settings for checks, which decide how often a person is asked. */
export function stageSettings(seed: number): ConfigFile {
  const random = placed(seed, 'settings');
  return {
    checks: {
      scope: random.pick(['guide', 'ask', 'ask', 'fence']),
      onReject: random.pick(['retry', 'retry', 'ask', 'escalate', 'leave']),
      afterRetries: random.pick(['ask', 'leave', 'escalate']),
      retries: random.below(3),
    },
    ...(random.chance(0.3) ? { workplace: { setup: [['./setup.sh']] } } : {}),
  };
}

/** In some worlds the project has changed since the plan was made, where the plan touches it or elsewhere. */
const movedIn = (seed: number, kind: string): 'elsewhere' | 'here' | undefined => {
  const random = placed(seed, 'moved');
  return kind === 'stages' && random.chance(0.15) ? random.pick(['elsewhere', 'here']) : undefined;
};

/** Undefined if no plan is carried out or given. */
export function captured(repository: SimRepository, seed: number, { stages, gives }: Options) {
  const shape = gives ?? (stages ? shapeOf(seed) : undefined);
  if (shape === undefined) return undefined;
  return { gitDir: GIT_DIR, ...repository.commit(projectOf(shape, movedIn(seed, stages ? 'stages' : '')), [], 'base') };
}
