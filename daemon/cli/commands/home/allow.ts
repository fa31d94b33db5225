// muster allow <project> <provider>…: lets a project's code be sent to providers.

import { PROVIDERS } from '../../../../agents/providers.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { houseOf } from '../../named/find-agents.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { oneOf } from '../../named/severity.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['allow <project> <provider>…  [--remove]', 'allow --list  [--json]'],
  about: [
    'A provider that sends code to a service gets the code of a project only after you have allowed it once. Built-in analysers,',
    'and commands that your home defines, need no permission. --remove revokes a permission: later runs ask again. A run that has',
    'already started keeps it; to stop that run: muster abort.',
  ].join('\n'),
  words: { least: 0, most: 20, names: 'project provider' },
  options: {
    remove: { kind: 'flag', says: 'revoke the permission' },
    list: { kind: 'flag', says: 'show what is allowed' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster allow . claude codex', 'both may receive the code of the project you are in'],
    ['muster allow . codex --remove', 'codex may no longer'],
    ['muster allow --list', 'what may go where'],
  ],
  personOnly: true,
  async run(context, given) {
    const [folder, ...named] = given.words;
    if (given.has('list')) return list(given, context);
    if (folder === undefined || named.length === 0)
      throw new MusterError(
        'usage',
        'missing argument: project and provider',
        'For example: muster allow . claude; muster allow --list shows what is allowed.',
      );
    const project = await projectFolder(folder, context.cwd);
    const known = Object.keys(PROVIDERS);
    const providers = named.map((it) => oneOf(it, known, 'the provider'));
    const kind = given.has('remove') ? 'disallow' : 'allow';
    await giveOrder(context, { kind, project, providers });
    await context.print(`${providers.join(', ')} may ${kind === 'allow' ? 'now' : 'no longer'} receive the code of ${project}.\n`);
    return EXIT.done;
  },
};

async function list(given: Arguments, context: Context): Promise<number> {
  const { allowed } = await houseOf(context);
  if (given.has('json')) await context.print(`${JSON.stringify(allowed, null, 1)}\n`);
  else if (Object.keys(allowed).length === 0) await context.print('No project may be sent to any provider.\n');
  else
    await context.print(
      Object.entries(allowed)
        .map(([project, providers]) => `${oneLine(project)}: ${providers.join(', ')}\n`)
        .join(''),
    );
  return EXIT.done;
}
