// muster trust <project>

import { relative } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { digestOfJson } from '../../../../runtime/canonical.ts';
import { exists } from '../../../../runtime/files.ts';
import { dismissedPath } from '../../../dismissals/dismissed.ts';
import { broughtBy } from '../../../intake/trust.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { projectFolder } from '../../named/project-folder.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['trust <project>'],
  about: [
    'A project may bring agents (.muster/agents/*.md), task types (.muster/templates/*.yaml) and settings',
    '(.muster/config.yaml). Anyone may have written them, so they have no effect until you trust them as they are now.',
    'When one of them changes, you are asked again. Read them first.',
    'In a project that you trust, .muster/dismissed.yaml also counts for --fail-on; it may change without asking you again.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'project' },
  options: {},
  examples: [['muster trust .', 'the project you are in']],
  personOnly: true,
  async run(context, given) {
    const project = await projectFolder(given.words[0] ?? '.', context.cwd);
    const brought = (await broughtBy(project)) ?? (await dismissalsOnly(project));
    if (!brought)
      throw new MusterError(
        'usage',
        `${project} has nothing that needs trust`,
        'Only .muster/agents/*.md, .muster/templates/*.yaml, .muster/config.yaml and .muster/dismissed.yaml need it.',
      );
    await giveOrder(context, { kind: 'trust', project, digest: brought.digest });
    await context.print(`Trusted ${brought.files.join(', ')} of ${project} as ${brought.files.length === 1 ? 'it is' : 'they are'} now.\n`);
    return EXIT.done;
  },
};

/** Nothing that does anything, but a list of findings that the project says are none. */
async function dismissalsOnly(project: string): Promise<{ files: string[]; digest: string } | undefined> {
  const path = dismissedPath(project);
  return (await exists(path)) ? { files: [relative(project, path)], digest: digestOfJson([]) } : undefined;
}
