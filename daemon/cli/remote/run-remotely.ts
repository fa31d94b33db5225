// `muster --on <machine> <command>`: the command runs there, with that machine's daemon and home, and
// its output is printed here. Only what needs this machine's checkout or browser is done here.

import { MusterError } from '../../../contracts/errors.ts';
import { shellWord } from '../../../runtime/text/shell-word.ts';
import { openRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';
import { COMMANDS } from '../words/commands.ts';
import { readArguments } from '../words/read-arguments.ts';
import { isForPerson } from './asker.ts';
import { currentProject } from './current-project.ts';
import { kindOf, OFFERED, runIn } from './may-run-remotely.ts';
import { placeOf, readMemory } from './remembered-runs.ts';
import { isPlain, type RemoteCommand } from './remote-command.ts';
import { remoteNamed } from './remotes.ts';
import { type Line, through } from './ssh-line.ts';

export async function runOn(name: string, args: readonly string[], context: Context): Promise<number> {
  const line: Line = { name, remote: await remoteNamed(name, context.home) };
  const at = args.findIndex((it) => !it.startsWith('-') || it === '-');
  const command = args[at] ?? '';
  const kind = kindOf(command);
  const entry = kind && COMMANDS[command];
  if (!kind || !entry)
    throw new MusterError(
      'usage',
      command === '' ? '`--on` needs a command' : `\`${command}\` cannot be used with --on`,
      `With it: ${Object.keys(OFFERED).join(', ')}.`,
    );
  const given = readArguments(command, await entry.load(), [...args.slice(0, at), ...args.slice(at + 1)]);
  const person = isForPerson(command, kind, context);
  const terminal = person && [process.stdin, process.stdout, process.stderr].every((it) => it.isTTY === true);
  const again = ['muster', '--on', name, ...args].map(shellWord).join(' ');
  const asked: RemoteCommand = { line, command, given, argv: [command, ...args.slice(0, at), ...args.slice(at + 1)], terminal, again };
  if (kind === 'takes') return (await import('./take-remote-work.ts')).takeFrom(asked, context);
  if (kind === 'starts' && command !== 'rerun') return (await import('./start.ts')).startThere(asked, context);
  if (command === 'open' || (command === 'report' && given.has('open'))) return (await import('./page.ts')).openThere(asked, context);
  const project = await currentProject(context.cwd);
  return through(line, { act: 'call', argv: [...asked.argv], project, plain: isPlain(context) }, { terminal, goOn: again });
}

/** The machine that has the run that a command names, if it is known and the run is not here. */
export async function machineWithRun(args: readonly string[], context: Context): Promise<string | undefined> {
  const [command = '', ...words] = args.filter((it) => !it.startsWith('-'));
  if (kindOf(command) === undefined) return undefined;
  const prefix = words.map(runIn).find((it) => it !== undefined);
  if (prefix === undefined) return undefined;
  const found = placeOf(prefix, await readMemory(context.home));
  if (!found) return undefined;
  await using records = await openRecords(context);
  const here = ((await records?.runs()) ?? []).some((it) => it.run.startsWith(prefix));
  return here ? undefined : found.remote;
}
