// Checks what a plan would run and look at: commands must be defined as argv, and targets must be in the repository.

import type { Plan, ValidatorSpec } from '../../contracts/plan/plan.ts';
import { argvProblem } from './argv.ts';
import { fault, type PlanFault, quoted } from './fault.ts';
import { meansEverything, targetProblem } from './targets.ts';

export function checkCommands({ commands, stages, acceptance }: Plan, projectCommands: readonly string[] | 'unknown'): PlanFault[] {
  const known: IsKnownCommand =
    projectCommands === 'unknown' ? () => true : (it) => Object.hasOwn(commands, it) || projectCommands.includes(it);
  return [
    ...Object.entries(commands).flatMap(([name, argv]) => problem('command-argv', `commands.${name}`, argvProblem(argv))),
    ...acceptance.flatMap(({ validator }, n) => checkValidator(validator, `acceptance.${n}.validator`, known)),
    ...stages.flatMap(({ files, tests = [], validators }, at) => [
      ...files.flatMap((glob, n) => target(glob, `stages.${at}.files.${n}`)),
      ...tests.flatMap((glob, n) => target(glob, `stages.${at}.tests.${n}`)),
      ...fault(
        tests.length > 0 && meansEverything(tests),
        'proof',
        `stages.${at}.tests`,
        'means every file or nearly, so the work itself would count as a test; name the test files',
      ),
      ...validators.flatMap((validator, n) => checkValidator(validator, `stages.${at}.validators.${n}`, known)),
    ]),
  ];
}

type IsKnownCommand = (command: string) => boolean;

function checkValidator(validator: ValidatorSpec, at: string, known: IsKnownCommand): PlanFault[] {
  switch (validator.kind) {
    case 'build-pass':
    case 'test-pass':
    case 'command-pass': {
      const { command } = validator;
      const says = `names ${quoted(command)}, which neither \`commands\` nor the project defines`;
      return fault(!known(command), 'command-defined', `${at}.command`, says);
    }
    case 'file-changed':
      return orProved(
        validator.globs.flatMap((glob, n) => target(glob, `${at}.globs.${n}`)),
        meansEverything(validator.globs),
        `${at}.globs`,
        'means every file or nearly, so any change would prove it; name the files of the stage',
      );
    case 'artifact-exists':
      return orProved(
        target(validator.path, `${at}.path`),
        meansEverything([validator.path]),
        `${at}.path`,
        'is the repository itself, which always exists; name the file that the stage creates',
      );
    case 'approval':
      return [];
  }
}

/** Targets that are not allowed are reported first, then those that prove nothing. */
const orProved = (faults: PlanFault[], idle: boolean, at: string, words: string): PlanFault[] =>
  faults.length > 0 ? faults : fault(idle, 'proof', at, words);

const target = (glob: string, at: string): PlanFault[] => problem('target', at, targetProblem(glob), quoted(glob));

const problem = (rule: PlanFault['rule'], at: string, what: string | undefined, subject = ''): PlanFault[] =>
  what === undefined ? [] : [{ rule, at, says: `${subject} ${what}`.trim() }];
