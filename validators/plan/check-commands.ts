// What a plan would run and look at: commands that are defined, as argv, and targets within the repository.

import type { Plan, ValidatorSpec } from '../../contracts/plan/plan.ts';
import { fault, type PlanFault, quoted } from './fault.ts';
import { argvProblem, targetProblem } from './targets.ts';

export function checkCommands({ commands, stages, acceptance }: Plan, projectCommands: readonly string[]): PlanFault[] {
  const known = new Set([...Object.keys(commands), ...projectCommands]);
  return [
    ...Object.entries(commands).flatMap(([name, argv]) => problem('command-argv', `commands.${name}`, argvProblem(argv))),
    ...acceptance.flatMap(({ validator }, n) => checkValidator(validator, `acceptance.${n}.validator`, known)),
    ...stages.flatMap(({ files, validators }, at) => [
      ...files.flatMap((glob, n) => target(glob, `stages.${at}.files.${n}`)),
      ...validators.flatMap((validator, n) => checkValidator(validator, `stages.${at}.validators.${n}`, known)),
    ]),
  ];
}

function checkValidator(validator: ValidatorSpec, at: string, known: ReadonlySet<string>): PlanFault[] {
  switch (validator.kind) {
    case 'build-pass':
    case 'test-pass':
    case 'command-pass': {
      const { command } = validator;
      const says = `names ${quoted(command)}, which neither \`commands\` nor the project defines`;
      return fault(!known.has(command), 'command-defined', `${at}.command`, says);
    }
    case 'file-changed':
      return validator.globs.flatMap((glob, n) => target(glob, `${at}.globs.${n}`));
    case 'artifact-exists':
      return target(validator.path, `${at}.path`);
    case 'approval':
      return [];
  }
}

const target = (glob: string, at: string): PlanFault[] => problem('target', at, targetProblem(glob), quoted(glob));

const problem = (rule: PlanFault['rule'], at: string, what: string | undefined, subject = ''): PlanFault[] =>
  what === undefined ? [] : [{ rule, at, says: `${subject} ${what}`.trim() }];
