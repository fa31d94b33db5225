// muster doctor: checks this machine and this home.

import { runChecks } from '../../acts/checks.ts';
import { doctorScreen } from '../../screens/doctor-screen.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['doctor  [--json]'],
  about: 'Checks everything Muster depends on and changes nothing. Each problem comes with the next step.',
  words: { least: 0, most: 0, names: '' },
  options: JSON_OPTION,
  examples: [['muster doctor', 'exit code 1 when there is a problem']],
  async run(context, given) {
    const all = await runChecks(context);
    await context.print(given.has('json') ? `${JSON.stringify(all, null, 1)}\n` : doctorScreen(all, context.screen));
    return all.some((it) => it.found.some((found) => found.level === 'bad')) ? EXIT.failed : EXIT.done;
  },
};
