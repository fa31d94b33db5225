// muster setup: asks a new user for the few choices there are, and writes them down.

import { basename } from 'node:path';
import { findProgram } from '../../../../agents/providers/program.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { folderIn, userFolder } from '../../../../runtime/user-folder.ts';
import { NOTIFY_FORMS } from '../../../../skills/wording/notice.ts';
import { saysYes } from '../../before/ask-consent.ts';
import { SHELLS } from '../../completion/scripts.ts';
import { type Choices, piecesFor, pieceWords, placesOf } from '../../machine/choices.ts';
import { serviceOf, startService } from '../../machine/service.ts';
import { writeAll } from '../../machine/written-outside-home.ts';
import { type AgentLine, findAgents } from '../../named/find-agents.ts';
import { oneOf } from '../../named/severity.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: [
    'setup  [--agents <a,b|none>] [--completion <shell|none>] [--service <yes|no>] [--notify <form|none>] [--yes] [--dry-run] [--json]',
  ],
  about: [
    'Asks which installed agents take part by default, whether the system starts the daemon, and about completion and',
    'notifications; shows what it would write, and asks once more. Each answer can be given as an option; --yes accepts the',
    'defaults for the rest. An agent that sends code to a service still gets the code of a project only after you allow it for that',
    'project. Everything written is recorded in `setup.json` of the home; `muster uninstall` undoes exactly that.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    'agents': { kind: 'text', value: '<a,b|none>', says: 'installed agents that take part if a task names none' },
    'completion': { kind: 'text', value: '<shell|none>', says: `completion for ${SHELLS.join(', ')}, or none` },
    'service': { kind: 'text', value: '<yes|no>', says: 'have the system start the daemon when you log in' },
    'notify': {
      kind: 'text',
      value: '<form|none>',
      says: `be notified when you are needed or a run ends: ${NOTIFY_FORMS.join(', ')}, or none`,
    },
    'yes': { kind: 'flag', short: 'y', says: 'ask nothing' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what would be written; write nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster setup', 'asks; takes a minute'],
    ['muster setup --yes --agents none --service no --completion bash --notify none', 'in a script'],
    ['muster setup --yes --dry-run', 'show the defaults on this machine'],
  ],
  personOnly: true,
  async run(context, given) {
    const asks = !given.has('yes') && !given.has('dry-run') && !given.has('json') && context.live && process.stdin.isTTY === true;
    if (!asks && !given.has('yes') && !given.has('dry-run'))
      throw new MusterError(
        'usage',
        'there is no terminal to ask at',
        'Give --yes, and the answers as options; --dry-run shows what would be written.',
      );
    const choices = await chosen(given, asks, context);
    const service = choices.service ? serviceOf(context) : undefined;
    const wanted = [...piecesFor(choices, placesOf(context.env, folderIn(context.env.HOME, userFolder))), ...(service?.files ?? [])];
    const words = wanted.map(pieceWords);
    if (given.has('dry-run')) {
      await context.print(given.has('json') ? `${JSON.stringify({ choices, writes: words }, null, 1)}\n` : planned(words));
      return EXIT.done;
    }
    if (asks) {
      await context.print(planned(words));
      if (words.length > 0 && !(await saysYes('Write this? [y/N] ', context))) {
        await context.print('Nothing was written.\n');
        return EXIT.done;
      }
    }
    const { written, left } = await writeAll(wanted, context.home);
    const started = service && (await startService(service, context.env));
    const result = { written: written.map(pieceWords), left, service: started ?? null };
    if (given.has('json')) await context.print(`${JSON.stringify(result, null, 1)}\n`);
    else await context.print(done(result));
    return left.length > 0 ? EXIT.failed : EXIT.done;
  },
};

const planned = (words: readonly string[]): string =>
  words.length === 0 ? 'Nothing to write.\n' : `This would be written:\n${words.map((it) => `  ${it}\n`).join('')}`;

function done({ written, left, service }: { written: string[]; left: string[]; service: { ok: boolean; says: string } | null }): string {
  return [
    ...written.map((it) => `wrote ${it}\n`),
    ...left.map((it) => `left ${it}\n`),
    ...(service && !service.ok ? [`The service is written, and could not be started here: ${service.says.split('\n')[0]}\n`] : []),
    'Muster is set up. Next: cd your/project && muster review. To take this back: muster uninstall\n',
  ].join('');
}

async function chosen(given: Arguments, asks: boolean, context: Context): Promise<Choices> {
  const { agents } = await findAgents(context);
  const installed = agents.filter((it) => it.available && it.sendsCode && it.source !== 'project' && it.roles.includes('analyser'));
  return {
    agents: await agentsChosen(given.text('agents'), installed, asks, context),
    completion: await completionChosen(given.text('completion'), asks, context),
    service: await serviceChosen(given.text('service'), asks, context),
    notify: await notifyChosen(given.text('notify'), asks, context),
  };
}

async function agentsChosen(said: string | undefined, installed: readonly AgentLine[], asks: boolean, context: Context): Promise<string[]> {
  const names = installed.map((it) => it.name);
  if (said === 'none') return [];
  if (said !== undefined && names.length === 0)
    throw new MusterError(
      'usage',
      `--agents ${said}: no agent program is installed here`,
      '`muster agents` says how to install one; `--agents none` sets up without.',
    );
  if (said !== undefined) return said.split(',').map((it) => oneOf(it.trim(), names, '--agents'));
  const taken: string[] = [];
  for (const it of asks ? installed : []) {
    const who = `${it.name}${it.version === null ? '' : ` ${it.version}`}`;
    if (
      await saysYes(
        `${who} is installed. Let it take part by default? It sends code to ${it.provider}, after your consent for each project. [y/N] `,
        context,
      )
    )
      taken.push(it.name);
  }
  return taken;
}

async function completionChosen(said: string | undefined, asks: boolean, context: Context): Promise<Choices['completion']> {
  if (said === 'none') return undefined;
  if (said !== undefined) return oneOf(said, SHELLS, '--completion');
  const shell = SHELLS.find((it) => it === basename(context.env.SHELL ?? ''));
  if (shell === undefined || !asks) return shell;
  return (await saysYes(`Complete commands, runs and gates with Tab in ${shell}? [y/N] `, context)) ? shell : undefined;
}

async function serviceChosen(said: string | undefined, asks: boolean, context: Context): Promise<boolean> {
  if (said !== undefined) return oneOf(said, ['yes', 'no'], '--service') === 'yes';
  return asks && saysYes('Have the system start the daemon when you log in? [y/N] ', context);
}

async function notifyChosen(said: string | undefined, asks: boolean, context: Context): Promise<Choices['notify']> {
  if (said === 'none') return undefined;
  if (said !== undefined) return oneOf(said, NOTIFY_FORMS, '--notify');
  if (!asks) return undefined;
  const form = process.platform === 'darwin' ? 'osascript' : 'notify-send';
  const can = (await findProgram(form, context.env.PATH ?? '')) !== undefined ? form : 'bell';
  return (await saysYes(`Be told by ${can} when a run needs you or has ended? [y/N] `, context)) ? can : undefined;
}
