// muster failpoints: lists the failpoints, for tests.

import { FAILPOINTS } from '../../../../runtime/failpoints.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['failpoints  [--json]'],
  about: 'With MUSTER_FAILPOINT=<name> in the environment, the process kills itself there (SIGKILL); <name>:3 at the third hit.',
  words: { least: 0, most: 0, names: '' },
  options: JSON_OPTION,
  examples: [['muster failpoints', 'each with the race it tests']],
  async run(context, given) {
    const all = Object.entries(FAILPOINTS);
    await context.print(
      given.has('json') ? `${JSON.stringify(FAILPOINTS, null, 1)}\n` : all.map(([name, says]) => `${name}\n    ${says}\n`).join(''),
    );
    return EXIT.done;
  },
};
