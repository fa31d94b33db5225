// muster remote add|list|check|remove: the other machines that commands can be sent to.

import { resolve } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { HelloAnswer } from '../../../../contracts/remote.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { ENGINE } from '../../../process/version.ts';
import { addressOf, remoteFrom } from '../../remote/address.ts';
import { isForPerson } from '../../remote/asker.ts';
import { forgetRemote } from '../../remote/remembered-runs.ts';
import { keepRemotes, knownRemotes, remoteNamed } from '../../remote/remotes.ts';
import { exchange } from '../../remote/ssh-line.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const ACTS = ['add', 'list', 'check', 'remove'] as const;

export const command: Command = {
  usage: [
    'remote add <name> ssh://[user@]host[:port]  [--home <path>] [--muster <program>] [--ssh-config <file>]',
    'remote list  [--json]',
    'remote check <name>  [--json]',
    'remote remove <name>',
  ],
  about: [
    'A machine that you reach by ssh and that has its own Muster. `muster --on <name> <command>` then runs the command there:',
    'review, run, status, tail, attach, report, approve … A review sends your checkout as it is, uncommitted changes included.',
    'Keys, known hosts and jump hosts are ssh’s own; no password is asked for, and no port is opened. See docs/fleet.md.',
  ].join('\n'),
  words: { least: 1, most: 3, names: 'add|list|check|remove machine address' },
  options: {
    'home': { kind: 'text', value: '<path>', says: 'the home of Muster on that machine, if it is not ~/.muster' },
    'muster': { kind: 'text', value: '<program>', says: 'the program there, if `muster` is not on the PATH of an ssh login' },
    'ssh-config': { kind: 'text', value: '<file>', says: 'a configuration for ssh, instead of ~/.ssh/config' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster remote add box ssh://me@box.example', 'a machine named box'],
    ['muster remote check box', 'whether it answers, and with which version'],
    ['muster --on box review', 'review this checkout there'],
    ['muster --on box tail r-k3f', 'follow a run there'],
    ['muster apply r-k3f --on box', 'put proved work of a run there on your branch here'],
  ],
  personOnly: true,
  async run(context, given) {
    const [act = '', name, address, ...more] = given.words;
    const known = ACTS.find((it) => it === act);
    if (!known) {
      const right = nearest(act, ACTS);
      throw usage(`unknown: remote ${act}${right ? `; did you mean ${right}?` : ''}`, `Use ${ACTS.join(', ')}.`);
    }
    const surplus = known === 'add' ? more[0] : known === 'list' ? name : address;
    if (surplus !== undefined) throw usage(`unexpected argument \`${surplus}\``, '`muster remote --help` shows the usage.');
    if (known === 'list') return list(given.has('json'), context);
    if (name === undefined) throw usage('missing argument: name', `For example: muster remote ${known} box`);
    if (known === 'add') return add(name, address, given, context);
    return known === 'check' ? check(name, given.has('json'), context) : remove(name, context);
  },
};

const usage = (message: string, hint: string): MusterError => new MusterError('usage', message, hint);

async function add(name: string, address: string | undefined, given: Arguments, context: Context): Promise<number> {
  if (address === undefined) throw usage('missing argument: address', `For example: muster remote add ${name} ssh://me@box.example`);
  const file = given.text('ssh-config');
  const sshConfig = file === undefined ? undefined : resolve(context.cwd, file);
  const { remote } = remoteFrom({ name, address, home: given.text('home'), muster: given.text('muster'), sshConfig });
  const before = await knownRemotes(context.home);
  await keepRemotes({ ...before, [name]: remote }, context.home);
  const did = Object.hasOwn(before, name) ? 'Changed' : 'Added';
  await context.print(`${did} ${name}: ${addressOf(remote)}. To see whether it answers: muster remote check ${name}\n`);
  return EXIT.done;
}

async function list(json: boolean, context: Context): Promise<number> {
  const all = Object.entries(await knownRemotes(context.home));
  if (json)
    await context.print(
      `${JSON.stringify(
        all.map(([name, remote]) => ({ name, address: addressOf(remote), ...remote })),
        null,
        1,
      )}\n`,
    );
  else if (all.length === 0) await context.print('No other machine is known. To add one: muster remote add <name> ssh://user@host\n');
  else
    await context.print(
      all
        .map(([name, remote]) => {
          const more = [remote.home && `home ${remote.home}`, remote.muster && `program ${remote.muster}`].filter((it) => it !== undefined);
          return `${name}  ${addressOf(remote)}${more.length === 0 ? '' : `  (${more.join(', ')})`}\n`;
        })
        .join(''),
    );
  return EXIT.done;
}

async function check(name: string, json: boolean, context: Context): Promise<number> {
  isForPerson('remote check', 'reads', context);
  const line = { name, remote: await remoteNamed(name, context.home) };
  const bytes = await exchange(line, { act: 'hello' }, `muster remote check ${name}`);
  const read = HelloAnswer.safeParse(parsed(bytes));
  if (!read.success)
    throw new MusterError(
      'daemon-unreachable',
      `${name} answers, but not as Muster does`,
      'Without a terminal, its login scripts must not print to standard output.',
    );
  const { version, home, node, daemon } = read.data;
  const differs = version !== ENGINE || (daemon !== null && daemon.version !== ENGINE);
  if (json) await context.print(`${JSON.stringify({ name, ...read.data, own: ENGINE }, null, 1)}\n`);
  else {
    const runs = daemon ? `daemon ${daemon.version} (pid ${daemon.pid})` : 'no daemon; the first command that needs one starts it';
    await context.print(`${name} answers: Muster ${version} on Node ${node}, home ${home}; ${runs}\n`);
  }
  if (differs) context.tell(`muster: the versions differ (here ${ENGINE}): update the older one if a command is not understood`);
  return EXIT.done;
}

/** Undefined if the other machine answered something else, such as the greeting of a shell. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function remove(name: string, context: Context): Promise<number> {
  await remoteNamed(name, context.home);
  const { [name]: gone, ...rest } = await knownRemotes(context.home);
  await keepRemotes(rest, context.home);
  await forgetRemote(name, context.home);
  await context.print(`Removed ${name} (${gone ? addressOf(gone) : ''}). Nothing was changed on that machine.\n`);
  return EXIT.done;
}
