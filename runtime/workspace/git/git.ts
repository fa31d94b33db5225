// Runs git so that an untrusted repository cannot execute anything: argument arrays, an environment of our own, hooks and monitors
// off, no transport, no prompt, no lazy fetch. Filters are handled in filters.ts.

import { existsSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import { runProgram } from '../../processes/run-program.ts';
import { isShortage, shortage } from '../../shortage.ts';

/** A folder to run in, or a repository by its git directory, with a working tree if needed. */
export type GitPlace = string | { gitDir: string; workTree?: string };

export type WorkTree = { gitDir: string; workTree: string };

export type Setting = readonly [key: string, value: string];

export type GitOptions = {
  input?: string | Uint8Array;
  env?: Readonly<Record<string, string>>;
  /** Settings for this call only; they override every config file. */
  config?: readonly Setting[];
  /** Reads the user's own settings in `~/.gitconfig`: see user-setting.ts. */
  usersConfig?: boolean;
  signal?: AbortSignal | undefined;
  /** Ends the process with an error when there is more output. */
  maxBytes?: number;
  /** Exit codes that are results, not failures. */
  accept?: readonly number[];
  /** Called with each chunk of output. */
  heard?: (() => void) | undefined;
};

export type GitOutput = { stdout: Buffer; stderr: string; code: number };

const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;

/** These override every config file: nothing in a repository's config may name a program that then runs. */
const SAFE: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.splitIndex', 'false'],
  ['core.logAllRefUpdates', 'false'],
  ['core.pager', 'cat'],
  ['core.editor', 'false'],
  ['core.askPass', ''],
  ['core.sshCommand', 'false'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['commit.gpgSign', 'false'],
  ['gpg.program', 'false'],
  ['log.showSignature', 'false'],
  ['submodule.recurse', 'false'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['filter.lfs.clean', ''],
  ['filter.lfs.smudge', ''],
  ['filter.lfs.process', ''],
  ['filter.lfs.required', 'false'],
  // Git refuses repositories of other owners because their config could run programs. Here it cannot.
  ['safe.directory', '*'],
];

/** What git sees of our environment; every GIT_* of the caller is dropped. */
const INHERITED = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR', 'SystemRoot'] as const;

export type GitCommand = { file: 'git'; args: string[]; cwd: string; env: Record<string, string> };

/** The whole command line and environment, for processes that live longer than one call. */
export function gitCommand(
  place: GitPlace,
  args: readonly string[],
  options: Pick<GitOptions, 'env' | 'config' | 'usersConfig'> = {},
): GitCommand {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  Object.assign(env, {
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_ATTR_NOSYSTEM: '1',
  });
  if (options.usersConfig) {
    delete env.GIT_CONFIG_GLOBAL;
    if (process.env.GIT_CONFIG_GLOBAL !== undefined) env.GIT_CONFIG_GLOBAL = process.env.GIT_CONFIG_GLOBAL;
  }
  // Through the environment rather than `-c`, because a key may contain an equals sign.
  const config = options.config ?? [];
  if (config.length > 0) env.GIT_CONFIG_COUNT = String(config.length);
  config.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  Object.assign(env, options.env);

  const safe = SAFE.flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  if (typeof place === 'string') return { file: 'git', args: ['--no-pager', ...safe, ...args], cwd: place, env };
  const where = [`--git-dir=${place.gitDir}`, ...(place.workTree === undefined ? [] : [`--work-tree=${place.workTree}`])];
  // Without a working tree git would use the current folder as one, so it runs in the git directory.
  return { file: 'git', args: ['--no-pager', ...where, ...safe, ...args], cwd: place.workTree ?? place.gitDir, env };
}

export async function git(place: GitPlace, args: readonly string[], options: GitOptions = {}): Promise<GitOutput> {
  const { signal, accept = [0], maxBytes = DEFAULT_MAX_BYTES } = options;
  signal?.throwIfAborted();
  const command = gitCommand(place, args, options);
  const { file, cwd, env } = command;
  const { ending, stopped, stdout, stderr } = await runProgram(file, command.args, {
    cwd,
    env,
    signal,
    maxBytes,
    input: options.input ?? '',
    heard: options.heard,
  });
  if (stopped === 'aborted') throw signal?.reason;
  if (stopped !== undefined) throw tooMuch(place, args, maxBytes);
  if (ending.kind === 'not-started') throw notStarted(cwd, ending.cause);
  const { code } = ending;
  if (code === null || !accept.includes(code)) throw gitFailure(place, args, stderr, code ?? ending.signal ?? 'unknown');
  return { stdout, stderr, code };
}

/** The output without its last newline. */
export async function gitText(place: GitPlace, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await git(place, args, options)).stdout.toString('utf8').replace(/\n$/, '');
}

export function gitFailure(place: GitPlace, args: readonly string[], stderr: string, code: number | string): MusterError {
  const what = `${nameOf(args)} failed in ${shown(place)}`;
  const why = saidBy(stderr, code);
  if (/: (Too many open files|Resource temporarily unavailable|Cannot allocate memory)/.test(stderr)) return shortage(what, why);
  return new MusterError(
    'git-failed',
    `${what}: ${why}`,
    `Run ${nameOf(args)} there by hand to see the problem; git fsck shows whether the repository is intact.`,
  );
}

/** The line of git's output that explains why it failed. */
export function saidBy(stderr: string, code: number | string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines[0] ?? `exit code ${code} without a message`;
}

const tooMuch = (place: GitPlace, args: readonly string[], maxBytes: number): MusterError =>
  new MusterError('git-failed', `${nameOf(args)} gave more than ${maxBytes} bytes in ${shown(place)}`, 'Narrow the scope of the task.');

export function notStarted(cwd: string, cause: Error): MusterError {
  if (isShortage(cause)) return shortage('git could not be started', cause);
  if (!existsSync(cwd))
    return new MusterError('git-failed', `cannot run git in ${cwd}, which does not exist`, 'Check the path.', { cause });
  const hint = 'Install git 2.38 or newer and check that it is on the PATH.';
  return new MusterError('git-failed', `git could not be started: ${cause.message}`, hint, { cause });
}

const shown = (place: GitPlace): string => (typeof place === 'string' ? place : (place.workTree ?? place.gitDir));

/** `git ls-tree -r` and the like: a short form of the command for messages. */
function nameOf(args: readonly string[]): string {
  const words = args.filter((arg) => arg.length <= 60).slice(0, 4);
  return ['git', ...words].join(' ');
}
