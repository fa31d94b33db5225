// muster make <prompt> [param=value…]: makes a text from a prompt file.

import { MusterError } from '../../../../contracts/errors.ts';
import { ParamName, type Params } from '../../../../contracts/make/prompt.ts';
import { makeTask } from '../../before/make-task.ts';
import { previewMake } from '../../before/preview-make.ts';
import { carryOut, FOLLOW_OPTIONS, showsAsked } from '../../follow/carry-out.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';

export const command: Command = {
  usage: ['make <prompt> [param=value…]  [--agents <a,b>] [--force] [--no-wait-approval] [--quiet | --verbose] [--dry-run] [--json]'],
  about: [
    'Makes an artifact from `.muster/prompts/<prompt>.md` of a trusted project, or from `prompts/` in the home. Prompts that it',
    'generates are made first. The artifact is kept in the home; where the prompt names a `path`, the file is also written into',
    '`.muster/artifacts/` of the project. Equal inputs are not paid for twice. docs/prompts.md has the format.',
  ].join('\n'),
  words: { least: 1, most: 50, names: 'prompt param=value' },
  options: {
    'agents': { kind: 'list', value: '<a,b>', says: 'who writes, if the prompt names no agent: agent or agent@model' },
    'force': { kind: 'flag', says: 'make it, and the prompts that it generates, even if the same was made before' },
    'no-wait-approval': { kind: 'flag', says: 'exit with 5 as soon as the run waits for a person' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what each macro would expand to, or what is missing; start nothing' },
    ...FOLLOW_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    ['muster make release-notes version=1.2', 'make it, follow the run, and say where it is'],
    ['muster make release-notes version=1.2 --dry-run', 'see what it would be made from'],
    ['muster make glossary --agents claude', 'have a model write it'],
    ['muster make release-notes version=1.2 --json', 'for programs: the run, with each prompt run in `phases`'],
  ],
  personOnly: true,
  async run(context, given) {
    const [prompt = '', ...words] = given.words;
    const agents = given.list('agents').flatMap((it) => it.split(',').map((one) => one.trim()));
    const project = await projectFolder('.', context.cwd);
    const task = makeTask({ project, call: { prompt, params: paramsIn(words) }, agents, force: given.has('force') });
    if (given.has('dry-run')) return previewMake(task, given.has('json'), context);
    return carryOut(
      task,
      { command: 'make', json: given.has('json'), failOn: undefined, waits: !given.has('no-wait-approval'), shows: showsAsked(given) },
      context,
    );
  },
};

function paramsIn(words: readonly string[]): Params {
  const params: Params = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(0, equals));
    if (!ParamName.safeParse(name).success)
      throw new MusterError('usage', `\`${word}\` is not a parameter`, 'Write name=value, such as version=1.2.');
    if (Object.hasOwn(params, name)) throw new MusterError('usage', `the parameter \`${name}\` is given twice`, 'Give it once.');
    params[name] = word.slice(equals + 1);
  }
  return params;
}
