// Resolves the commands of a stage's validators to argv.

import type { Stage } from '../../../contracts/plan/plan.ts';
import type { Validator } from './effects.ts';

type KnownCommands = Readonly<Record<string, string[]>>;

/** By name. */
export function commandsOf({ validators }: Pick<Stage, 'validators'>, known: KnownCommands): Record<string, string[]> {
  const named = validators.flatMap((it) => ('command' in it && Object.hasOwn(known, it.command) ? [it.command] : []));
  return Object.fromEntries(named.map((name) => [name, known[name] ?? []]));
}

/** A name that is not defined has no argv and cannot be run. */
export const validatorsOf = ({ validators }: Pick<Stage, 'validators'>, known: KnownCommands): Validator[] =>
  validators.map((spec) => ({
    spec,
    argv: 'command' in spec && Object.hasOwn(known, spec.command) ? (known[spec.command] ?? null) : null,
  }));
