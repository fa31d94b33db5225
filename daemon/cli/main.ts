// `muster`: finds the command, passes it its arguments, and prints errors in one line. Runs when it is
// loaded. Imports nothing that `--version`, `beat` or a usage error does not need.

import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { hideCompileCacheFromChildren } from '../../runtime/compile-cache.ts';
import { refuseNewerHome } from '../../runtime/format/refuse-newer.ts';
import { refuseOddHome } from '../../runtime/home.ts';
import { nearest } from '../../runtime/text/nearest.ts';
import type { Context } from './words/command.ts';
import { COMMANDS, type Entry } from './words/commands.ts';
import { contextOf, isOutputLost } from './words/context.ts';
import { errorLine } from './words/error-line.ts';
import { EXIT, exitOfError } from './words/exit-code.ts';
import { OTHER_NAMES } from './words/other-names.ts';
import { readArguments } from './words/read-arguments.ts';

hideCompileCacheFromChildren();
const argv = process.argv.slice(2);
const context = contextHere();

// Node's own exit code for a program that waits for a promise that never settles.
process.exitCode = 13;
void main(argv, context).then((code) => {
  process.exitCode = code === EXIT.done && isOutputLost(context) ? EXIT.failed : code;
  // Not at once, because process.exit would lose output that a pipe has not taken yet; by now all of
  // it is written. Exiting here saves the time that Node would take to free everything.
  process.once('beforeExit', () => {
    flushCompileCache();
    process.exit();
  });
});

/** Without a home there is nothing to tell through. */
function contextHere(): Context {
  try {
    return contextOf(process);
  } catch (error) {
    process.stderr.write(`${errorLine(failureOf(error))}\n`);
    process.exit(exitOfError(failureOf(error).code));
  }
}

async function main(args: readonly string[], here: Context): Promise<number> {
  try {
    return await obey(args, here);
  } catch (error) {
    here.tell(errorLine(failureOf(error)));
    if (args.includes('--debug') && error instanceof Error) here.tell(stackOf(error));
    return exitOfError(failureOf(error).code);
  }
}

/** They say or do something whatever the home holds; `doctor` reports it as a problem. */
const DO_WITHOUT_HOME: ReadonlySet<string> = new Set([
  ...['acp', 'beat', 'check-result', 'completion', 'demo', 'doctor', 'failpoints', 'schema', 'uninstall', 'version'],
]);

async function obey(all: readonly string[], here: Context): Promise<number> {
  const { on, args } = await machineNamed(all, here);
  if (on !== undefined) {
    const { runOn } = await import('./remote/run-remotely.ts');
    return runOn(on, args, here);
  }
  const at = args.findIndex((it) => !it.startsWith('-') || it === '-');
  const before = at < 0 ? args : args.slice(0, at);
  if (before.some((it) => it === '--version' || it === '-v')) {
    const { ENGINE } = await import('../process/version.ts');
    await here.print(`${ENGINE}\n`);
    return EXIT.done;
  }
  const name = args[at];
  if (name === undefined || name === 'help') return help(args.slice(at < 0 ? 0 : at + 1), before, here);

  if (name === 'complete') {
    const { complete } = await import('./completion/complete.ts');
    await complete(args.slice(at + (args[at + 1] === '--' ? 2 : 1)), here);
    return EXIT.done;
  }

  if (name === 'bridge') {
    refuseNewerHome(here.home);
    const { bridge } = await import('./bridge/bridge.ts');
    return bridge(args.slice(at + 1), here);
  }

  const command = await entryOf(name).load();
  const given = readArguments(name, command, [...before, ...args.slice(at + 1)]);
  if (given.has('help')) return help([name], [], here);
  refuseOddHome(here.home.root);
  if (!DO_WITHOUT_HOME.has(name)) refuseNewerHome(here.home);
  if (command.personOnly && here.env.MUSTER_DISPATCH !== undefined) {
    throw new MusterError(
      'not-allowed-here',
      `\`muster ${name}\` is for people; this is the environment of the worker ${here.env.MUSTER_DISPATCH}`,
      'Say in your result what should be done; a person decides.',
    );
  }
  if ('json' in command.options && given.has('json')) here.printsJson();
  return command.run(here, given);
}

/** Which machine a command is for: the one named by `--on`, or the one known to have its run. */
async function machineNamed(args: readonly string[], here: Context): Promise<{ on: string | undefined; args: readonly string[] }> {
  if (['complete', 'bridge', 'help'].includes(args[0] ?? '')) return { on: undefined, args };
  const isMeta = args.some((it) => /^(--help|-h|--version|-v)$/.test(it));
  if (args.some((it) => /^--on(=|$)/.test(it))) {
    const { machineAsked } = await import('./remote/may-run-remotely.ts');
    const asked = machineAsked(args);
    return isMeta ? { on: undefined, args: asked.args } : asked;
  }
  if (isMeta || !args.some((it) => /^r-[a-z2-7]/.test(it)) || !existsSync(here.home.remotes)) return { on: undefined, args };
  const { machineWithRun } = await import('./remote/run-remotely.ts');
  return { on: await machineWithRun(args, here), args };
}

async function help(words: readonly string[], before: readonly string[], here: Context): Promise<number> {
  const stray = [...before, ...words].find((it) => it.startsWith('-') && !['--help', '-h', '--debug', '--man'].includes(it));
  if (stray !== undefined) {
    const right = nearest(stray, ['--help', '--version']);
    throw new MusterError(
      'usage',
      `unknown option ${stray}${right ? `; did you mean ${right}?` : ''}`,
      '`muster --help` lists the options.',
    );
  }
  const { overview, commandHelp } = await import('./words/help.ts');
  const name = words.find((it) => !it.startsWith('-'));
  if (name !== undefined && name !== 'help') {
    await here.print(commandHelp(name, await entryOf(name).load(), here.screen.width));
    return EXIT.done;
  }
  const { ENGINE } = await import('../process/version.ts');
  if (words.includes('--man')) {
    const { manPage } = await import('./words/man.ts');
    await here.print(await manPage(ENGINE));
    return EXIT.done;
  }
  await here.print(overview(ENGINE, here.screen.width));
  return EXIT.done;
}

function entryOf(name: string): Entry {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry) return entry;
  throw new MusterError('usage', `unknown command \`${name}\`${meant(name)}`, '`muster --help` lists the commands.');
}

/** Another tool's word for it counts before a similar one: `watch` is meant as `tail`, not as `patch`. */
function meant(name: string): string {
  const others = Object.hasOwn(OTHER_NAMES, name) ? (OTHER_NAMES[name] ?? []) : [];
  if (others.length > 0) return `; did you mean ${others.map((it) => `\`${it}\` (${COMMANDS[it]?.says})`).join(' or ')}?`;
  const known = Object.entries(COMMANDS).flatMap(([it, { group }]) => (group === 'hidden' ? [] : [it]));
  const right = nearest(name, [...known, 'help']);
  return right ? `; did you mean \`${right}\`?` : '';
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? [`caused by ${stackOf(error.cause)}`] : [];
  return [error.stack ?? error.message, ...cause].join('\n');
}
