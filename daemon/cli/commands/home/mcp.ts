// muster mcp: the MCP server for agents, and its entry in the settings of a client.

import { MusterError } from '../../../../contracts/errors.ts';
import type { ClientName, Start } from '../../../mcp/clients/clients.ts';
import { saysYes } from '../../before/ask-consent.ts';
import { oneOf } from '../../named/severity.ts';
import type { Arguments, Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const CLIENT = '<client>';

export const command: Command = {
  usage: [
    'mcp  [--as executor:<seat>]',
    'mcp --print <client>  [--as executor:<seat>]',
    'mcp --install <client>  [--as executor:<seat>] [--yes]',
    'mcp --remove <client>',
  ],
  about: [
    'For an agent that should be able to start and follow runs by itself: a server of the Model Context Protocol on standard input',
    'and output. The agent starts this command; its permissions follow from its process, and it can approve nothing. --print shows',
    'the lines for the settings of a client (claude, codex, gemini, opencode), --install adds them after asking, and --remove',
    'removes them.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    print: { kind: 'text', value: CLIENT, says: 'show what its settings need' },
    install: { kind: 'text', value: CLIENT, says: 'add it to the settings of the client' },
    remove: { kind: 'text', value: CLIENT, says: 'remove it from them' },
    as: { kind: 'text', value: 'executor:<seat>', says: 'only the tools of an executor, for this seat of a run' },
    yes: { kind: 'flag', short: 'y', says: 'with --install: do not ask' },
  },
  examples: [
    ['muster mcp --print codex', 'the lines for ~/.codex/config.toml'],
    ['muster mcp --install claude', 'shows what would be written, asks, and writes it'],
  ],
  async run(context, given) {
    const acts = ['print', 'install', 'remove'].filter((it) => given.text(it) !== undefined);
    if (acts.length > 1)
      throw new MusterError('usage', `--${acts[0]} and --${acts[1]} cannot be combined`, 'Give one of --print, --install, --remove.');
    if (acts[0] === 'remove' && given.text('as') !== undefined)
      throw new MusterError('usage', '--as and --remove cannot be combined', 'There is only one entry: muster mcp --remove removes it.');
    if (acts.length > 0) return settle(acts[0] ?? '', given, context);
    const { serveMcp } = await import('../../../mcp/serve.ts');
    await serveMcp(context, process.stdin, process.stdout, seatOf(given.text('as')));
    return EXIT.done;
  },
};

function seatOf(as: string | undefined): string | undefined {
  if (as === undefined) return undefined;
  const [, seat] = /^executor:([a-z][\w@#./:-]{0,99})$/.exec(as) ?? [];
  if (seat === undefined) throw new MusterError('usage', `--as must be executor:<seat>, not ${as}`, 'For example: --as executor:outside');
  return seat;
}

async function settle(act: string, given: Arguments, context: Context): Promise<number> {
  const { CLIENT_NAMES, printed } = await import('../../../mcp/clients/clients.ts');
  const client = oneOf(given.text(act) ?? '', CLIENT_NAMES, `--${act}`) as ClientName;
  const start = await startOf(context, seatOf(given.text('as')));
  if (act === 'print') {
    await context.print(printed(client, start));
    return EXIT.done;
  }
  if (context.env.MUSTER_DISPATCH !== undefined)
    throw new MusterError(
      'not-allowed-here',
      `\`muster mcp --${act}\` is for people; this is the environment of a worker`,
      'A person has to run it.',
    );
  return act === 'install' ? installFor(client, start, given.has('yes'), context) : removeFor(client, context);
}

async function installFor(client: ClientName, start: Start, sure: boolean, context: Context): Promise<number> {
  const { install, planInstall } = await import('../../../mcp/clients/installed.ts');
  const { printed } = await import('../../../mcp/clients/clients.ts');
  const plan = await planInstall(client, start, context.env);
  if (plan.already) {
    await context.print(`${plan.path} has a server named muster already; nothing was changed.\n`);
    return EXIT.done;
  }
  await context.print(`${plan.path}${plan.before === undefined ? ' (a new file)' : ''} gets:\n\n${printed(client, start)}\n`);
  if (!sure) {
    if (!context.live || !process.stdin.isTTY)
      throw new MusterError(
        'usage',
        'there is no terminal to ask at',
        `To write it without being asked: muster mcp --install ${client} --yes`,
      );
    if (!(await saysYes(`Write it into ${plan.path}? [y/N] `, context))) {
      await context.print('Nothing was changed.\n');
      return EXIT.rejected;
    }
  }
  await install(client, start, context.env, context.home);
  await context.print(`Written. ${client} has the tools once it is restarted. To remove them: muster mcp --remove ${client}\n`);
  return EXIT.done;
}

async function removeFor(client: ClientName, context: Context): Promise<number> {
  const { remove } = await import('../../../mcp/clients/installed.ts');
  const { path, how } = await remove(client, context.env, context.home);
  const says = {
    'as-before': `${path} is as it was before.`,
    'entry-only': `Removed the server named muster from ${path}; what else was changed there since stays.`,
    'not-ours': `The server named muster in ${path} does not start \`muster mcp\`, so it is not Muster's; nothing was changed.`,
    'was-not-there': `${path} has no server named muster; nothing was changed.`,
  }[how];
  await context.print(`${says}\n`);
  return EXIT.done;
}

/** With full paths: a client may start where neither Node nor muster is on the PATH. */
async function startOf({ env, home }: Context, seat: string | undefined): Promise<Start> {
  const { launcherPath } = await import('../../../process/launcher.ts');
  const narrowed = seat === undefined ? [] : ['--as', `executor:${seat}`];
  return {
    argv: [process.execPath, launcherPath(), 'mcp', ...narrowed],
    env: !env.MUSTER_HOME ? {} : { MUSTER_HOME: home.root },
  };
}
