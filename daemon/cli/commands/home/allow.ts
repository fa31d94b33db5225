// muster allow <project> <provider>…

import { PROVIDERS } from '../../../../agents/providers.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { oneOf } from '../../named/severity.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['allow <project> <provider>…'],
  about: [
    'A provider that sends code to a service gets the code of a project only after you have allowed it once.',
    'Built-in analysers, and commands that your home defines, need no permission.',
  ].join('\n'),
  words: { least: 2, most: 20, names: 'project provider' },
  options: {},
  examples: [['muster allow . claude codex', 'both may receive the code of the project you are in']],
  personOnly: true,
  async run(context, given) {
    const [folder = '.', ...named] = given.words;
    const project = await projectFolder(folder, context.cwd);
    const known = Object.keys(PROVIDERS);
    const providers = named.map((it) => oneOf(it, known, 'the provider'));
    await giveOrder(context, { kind: 'allow', project, providers });
    await context.print(`${providers.join(', ')} may now receive the code of ${project}.\n`);
    return EXIT.done;
  },
};
