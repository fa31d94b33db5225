// Every command that carrying out a plan runs, as argv with its purpose, so that the person who approves the plan has seen each of
// them, and a command that was not shown is noticed. Pure.

import type { Plan, ValidatorSpec } from '../../../contracts/plan/plan.ts';
import type { ProjectCommands } from '../../../contracts/run/base.ts';
import type { GateCommands } from '../../../contracts/run/gate.ts';

const SETUP = 'setup';

/** `own`: the commands that the project defines; a name that the plan defines too has the plan's meaning. */
export function whatRuns(
  { stages, acceptance, commands }: Plan,
  own: ProjectCommands,
  setup: readonly (readonly string[])[],
): GateCommands[] {
  const all: Readonly<Record<string, readonly string[]>> = { ...own, ...commands };
  const uses = new Map<string, Set<string>>();
  const used = (spec: ValidatorSpec, by: string): void => {
    if (!('command' in spec) || !Object.hasOwn(all, spec.command)) return;
    uses.set(spec.command, (uses.get(spec.command) ?? new Set()).add(by));
  };
  for (const { id, validators } of stages) for (const it of validators) used(it, id);
  for (const [at, { validator }] of acceptance.entries()) used(validator, `criterion ${at + 1}`);
  return [
    ...setup.map((argv) => ({ name: SETUP, argv: [...argv], for: ['every place, before anything else'] })),
    ...[...uses].map(([name, by]) => ({ name, argv: [...(all[name] ?? [])], for: [...by] })),
  ];
}

/** The commands that nobody who approved the plan has seen. */
export function unseen(argvs: readonly (readonly string[])[], shown: readonly GateCommands[] | undefined): string[][] {
  const seen = new Set((shown ?? []).map(({ argv }) => JSON.stringify(argv)));
  return argvs.filter((it) => !seen.has(JSON.stringify(it))).map((it) => [...it]);
}

/** One line each. */
export const runsText = ({ name, argv, for: by }: GateCommands): string => `${name}: ${JSON.stringify(argv)} (${by.join(', ')})`;
