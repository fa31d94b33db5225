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
    'A provider that sends code elsewhere gets the code of a project only after you have said so once.',
    'Built-ins, and commands that your home defines, need none of this.',
  ].join('\n'),
  words: { least: 2, most: 20, names: 'project provider' },
  options: {},
  examples: [['muster allow . claude codex', 'both may be sent the project you stand in']],
  personOnly: true,
  async run(context, given) {
    const [folder = '.', ...named] = given.words;
    const project = await projectFolder(folder, context.cwd);
    const known = Object.keys(PROVIDERS);
    const providers = named.map((it) => oneOf(it, known, 'a provider'));
    await giveOrder(context, { kind: 'allow', project, providers });
    await context.print(`${providers.join(', ')} may be sent the code of ${project}.\n`);
    return EXIT.done;
  },
};
