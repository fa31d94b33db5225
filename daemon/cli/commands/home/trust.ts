// muster trust <project>: lets the agents, settings and task types of a project take effect.

import { relative } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { digestOfJson } from '../../../../runtime/canonical.ts';
import { exists } from '../../../../runtime/files.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { dismissedPath } from '../../../dismissals/dismissed.ts';
import { broughtBy, trustOf } from '../../../intake/trust.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { houseOf } from '../../named/find-agents.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['trust <project>', 'trust --list  [--json]'],
  about: [
    'A project may bring agents (.muster/agents/*.md), task types (.muster/templates/*.yaml) and settings',
    '(.muster/config.yaml). Anyone may have written them, so they have no effect until you trust them as they are now.',
    'When one of them changes, you are asked again. Read them first.',
    'In a project that you trust, .muster/dismissed.yaml also counts for --fail-on; it may change without asking you again.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'project' },
  options: { list: { kind: 'flag', says: 'what is trusted, and what has changed since' }, ...JSON_OPTION },
  examples: [
    ['muster trust .', 'the project you are in'],
    ['muster trust --list', 'all of them'],
  ],
  personOnly: true,
  async run(context, given) {
    if (given.has('list')) return list(given, context);
    const [folder] = given.words;
    if (folder === undefined) throw new MusterError('usage', 'missing argument: project', 'For example: muster trust .');
    const project = await projectFolder(folder, context.cwd);
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

async function list(given: Arguments, context: Context): Promise<number> {
  const house = await houseOf(context);
  const rows = await Promise.all(
    Object.keys(house.trusted).map(async (project) => {
      const now = await trustOf(project, house).catch(() => undefined);
      return {
        project,
        stands: now?.kind === 'trusted',
        says:
          now?.kind === 'untrusted' ? 'changed since, so it has no effect' : now?.kind === 'trusted' ? 'as it was' : 'nothing there now',
      };
    }),
  );
  if (given.has('json')) await context.print(`${JSON.stringify(rows, null, 1)}\n`);
  else
    await context.print(rows.length === 0 ? 'No project is trusted.\n' : rows.map((it) => `${oneLine(it.project)}: ${it.says}\n`).join(''));
  return EXIT.done;
}

/** A project with nothing but a list of dismissed findings. */
async function dismissalsOnly(project: string): Promise<{ files: string[]; digest: string } | undefined> {
  const path = dismissedPath(project);
  return (await exists(path)) ? { files: [relative(project, path)], digest: digestOfJson([]) } : undefined;
}
