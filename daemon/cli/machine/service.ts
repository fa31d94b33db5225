// The daemon as a service of this user: where its files are, what they contain, and how it is started and queried.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { defaultHome, type Home } from '../../../runtime/home.ts';
import { runProgram } from '../../../runtime/processes/run-program.ts';
import { folderIn, userFolder } from '../../../runtime/user-folder.ts';
import { daemonArguments } from '../daemon/begin-daemon.ts';
import type { Context } from '../words/command.ts';
import { agentText, environmentText, type Service, unitText } from './unit-text.ts';
import type { PieceToWrite } from './written-outside-home.ts';

export type ServiceFiles = { name: string; main: string; files: PieceToWrite[]; system: 'systemd' | 'launchd' };

const ASKING_TAKES_AT_MOST = 20_000;

/** The files of the service on this system. */
export function serviceOf({ home, env }: Pick<Context, 'home' | 'env'>, platform: NodeJS.Platform = process.platform): ServiceFiles {
  const service: Service = {
    argv: [process.execPath, ...daemonArguments(home, 'up')],
    home: home.root,
    path: env.PATH ?? '',
    environmentFile: environmentPath(home),
  };
  if (service.argv.some((it) => /[/\\]_npx[/\\]/.test(it)))
    throw new MusterError('usage', 'this Muster was started by npx and may be gone tomorrow', 'Install it first: npm install -g musterd');
  // More than one home can have a service.
  const suffix = home.root === defaultHome({}) ? '' : `-${createHash('sha256').update(home.root).digest('hex').slice(0, 8)}`;
  const user = folderIn(env.HOME, userFolder);
  switch (platform) {
    case 'linux': {
      const name = `musterd${suffix}.service`;
      const main = join(
        folderIn(env.XDG_CONFIG_HOME, () => join(user, '.config')),
        'systemd',
        'user',
        name,
      );
      return {
        name,
        main,
        system: 'systemd',
        files: [
          { kind: 'file', path: service.environmentFile, text: environmentText(service) },
          { kind: 'file', path: main, text: unitText(service) },
        ],
      };
    }
    case 'darwin': {
      const name = `sh.muster.musterd${suffix}`;
      const main = join(user, 'Library', 'LaunchAgents', `${name}.plist`);
      return { name, main, system: 'launchd', files: [{ kind: 'file', path: main, text: agentText(name, service) }] };
    }
    default:
      throw new MusterError('usage', `Muster knows no services on ${platform}`, 'Start the daemon with `muster up`.');
  }
}

export const environmentPath = ({ root }: Pick<Home, 'root'>): string => join(root, 'service.env');

type Done = { ok: boolean; says: string };

/** Registers the service and starts the daemon, now and at each login. */
export async function startService({ name, main, system }: ServiceFiles, env: NodeJS.ProcessEnv): Promise<Done> {
  if (system === 'launchd') return ask(['launchctl', 'bootstrap', `gui/${process.getuid?.()}`, main], env);
  const read = await ask(['systemctl', '--user', 'daemon-reload'], env);
  return read.ok ? ask(['systemctl', '--user', 'enable', '--now', name], env) : read;
}

/** Stops the daemon; its workers keep running. */
export async function stopService({ name, system }: ServiceFiles, env: NodeJS.ProcessEnv): Promise<Done> {
  if (system === 'launchd') return ask(['launchctl', 'bootout', `gui/${process.getuid?.()}/${name}`], env);
  return ask(['systemctl', '--user', 'disable', '--now', name], env);
}

export const restartService = ({ name, system }: ServiceFiles, env: NodeJS.ProcessEnv): Promise<Done> =>
  system === 'launchd'
    ? ask(['launchctl', 'kickstart', '-k', `gui/${process.getuid?.()}/${name}`], env)
    : ask(['systemctl', '--user', 'restart', name], env);

/** `active`, `inactive`, `failed` …; undefined if no service manager answers. */
export async function serviceState({ name, system }: ServiceFiles, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { ok, says } =
    system === 'launchd'
      ? await ask(['launchctl', 'print', `gui/${process.getuid?.()}/${name}`], env)
      : await ask(['systemctl', '--user', 'is-active', name], env);
  if (system === 'launchd') return ok ? (/state = (\w+)/.exec(says)?.[1] ?? 'loaded') : undefined;
  const word = says.trim().split('\n')[0] ?? '';
  return /^[a-z-]+$/.test(word) ? word : undefined;
}

async function ask([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<Done> {
  const ran = await runProgram(program, args, { env, cwd: '/', atMost: ASKING_TAKES_AT_MOST, maxBytes: 64 * 1024 });
  const says = `${ran.stdout.toString('utf8')}${ran.stderr}`.trim();
  if (ran.ending.kind === 'not-started') return { ok: false, says: `${program} is not there` };
  return { ok: ran.stopped === undefined && ran.ending.code === 0, says };
}
