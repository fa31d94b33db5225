// muster trust <project>

import { MusterError } from '../../../../contracts/errors.ts';
import { broughtBy } from '../../../intake/trust.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { projectFolder } from '../../named/project-folder.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['trust <project>'],
  about: [
    'A project may bring agents (.muster/agents/*.md), task types (.muster/templates/*.yaml) and settings',
    '(.muster/config.yaml). They are whoever wrote them speaking: inert until you say that you trust them, as they are',
    'now; when one of them changes, you are asked again. Read them first.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'project' },
  options: {},
  examples: [['muster trust .', 'the project you stand in']],
  personOnly: true,
  async run(context, given) {
    const project = await projectFolder(given.words[0] ?? '.', context.cwd);
    const brought = await broughtBy(project);
    if (!brought)
      throw new MusterError(
        'usage',
        `${project} brings nothing that needs trust`,
        'That would be .muster/agents/*.md, .muster/templates/*.yaml or .muster/config.yaml.',
      );
    await giveOrder(context, { kind: 'trust', project, digest: brought.digest });
    await context.print(
      `${project} is trusted with ${brought.files.join(', ')}, as ${brought.files.length === 1 ? 'it is' : 'they are'} now.\n`,
    );
    return EXIT.done;
  },
};
