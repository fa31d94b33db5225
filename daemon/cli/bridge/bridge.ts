// `muster bridge <request>`: the far end of `muster --on`. It handles one request that came in by ssh,
// as the user of this home, and exits. It is not in the commands folder, because it runs commands.

import { existsSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import { BridgeRequest, type HelloAnswer } from '../../../contracts/remote.ts';
import { ENGINE } from '../../process/version.ts';
import { reach } from '../daemon/reach.ts';
import { openRecords } from '../named/records.ts';
import { kindOf } from '../remote/may-run-remotely.ts';
import type { Context } from '../words/command.ts';
import { COMMANDS } from '../words/commands.ts';
import { EXIT } from '../words/exit-code.ts';
import { readArguments } from '../words/read-arguments.ts';
import { isFor, mirrorFor, removeHolder, taskFor } from './mirror.ts';

export async function bridge(words: readonly string[], context: Context): Promise<number> {
  if (context.env.MUSTER_DISPATCH !== undefined)
    throw new MusterError(
      'not-allowed-here',
      `\`muster bridge\` is for people; this is the environment of the worker ${context.env.MUSTER_DISPATCH}`,
      'Say in your result what should be done; a person decides.',
    );
  const request = readRequest(words);
  switch (request.act) {
    case 'hello':
      return hello(context);
    case 'call':
      return call(request, context);
    case 'put':
      return (await import('./put.ts')).put(context);
    case 'series':
      return (await import('./series.ts')).series(request, context);
    case 'prove':
      return (await import('./prove.ts')).prove(context);
  }
}

function readRequest(words: readonly string[]): BridgeRequest {
  const [word = '', ...more] = words;
  const wrong = (cause?: unknown) =>
    new MusterError(
      'usage',
      `this muster (${ENGINE}) does not understand the request that came over ssh`,
      '`muster bridge` is called by `muster --on`; both machines need versions that know each other.',
      { cause },
    );
  if (more.length > 0) throw wrong();
  try {
    return BridgeRequest.parse(JSON.parse(Buffer.from(word, 'base64url').toString('utf8')));
  } catch (cause) {
    throw wrong(cause);
  }
}

async function hello({ home, print }: Context): Promise<number> {
  const reached = await reach(home);
  reached?.daemon.close();
  const daemon = reached ? { version: reached.hello.version, pid: reached.hello.pid } : null;
  await print(`${JSON.stringify({ version: ENGINE, home: home.root, node: process.versions.node, daemon } satisfies HelloAnswer)}\n`);
  return EXIT.done;
}

async function call({ argv, project, run, version, plain }: Extract<BridgeRequest, { act: 'call' }>, outer: Context): Promise<number> {
  const [name = '', ...words] = argv;
  const entry = kindOf(name) && COMMANDS[name];
  if (!entry) throw new MusterError('usage', `\`${name}\` cannot be used from another machine`, 'Give it there.');
  if (version !== ENGINE) outer.tell(`muster: this machine has version ${ENGINE}, yours is ${version}`);
  const checkout = project && mirrorFor(outer.home, project);
  const cwd = checkout !== undefined && existsSync(checkout) ? checkout : existsSync(outer.home.root) ? outer.home.root : outer.cwd;
  const screen = {
    color: outer.screen.color && !plain,
    far: true,
    get width() {
      return outer.screen.width;
    },
  };
  const command = await entry.load();
  const given = readArguments(name, command, words);
  const context: Context = { ...outer, cwd, screen };
  if (run === undefined || project === undefined) return command.run(context, given);
  const goesOn = await isThere(run, context);
  const task = await taskFor(context.home, project, run);
  if (!goesOn && task === undefined && !(await isFor(context.home, project, run)))
    throw new MusterError(
      'command-refused',
      'another command has sent a different state of this checkout in the meantime',
      'Give the same command again.',
    );
  try {
    return await command.run({ ...context, sent: { run, goesOn, task } }, given);
  } finally {
    await removeHolder(context.home, project, run, () => isThere(run, context));
  }
}

async function isThere(run: string, context: Context): Promise<boolean> {
  await using records = await openRecords(context);
  const [first] = (await records?.ledger.read(`run/${run}`, 0, 1)) ?? [];
  return first !== undefined;
}
