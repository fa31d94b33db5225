// muster up: starts the daemon.

import { MusterError } from '../../../../contracts/errors.ts';
import { ENGINE } from '../../../process/version.ts';
import { type Reached, reach, versionWarning } from '../../daemon/reach.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';
import { waitUntilGone } from '../../daemon/wait-until-gone.ts';
import { environmentPath, restartService, serviceOf, serviceState } from '../../machine/service.ts';
import { writeAll, writtenBefore } from '../../machine/written-outside-home.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['up  [--replace | --refresh-env]'],
  about: [
    'The daemon continues every run that has not ended, adopts workers that are still running, and watches the inbox.',
    'It runs until `muster down`. A daemon that another command started ends after 30 idle minutes; `up` keeps it running.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    'replace': { kind: 'flag', says: 'replace the running daemon with this version; workers keep running' },
    'refresh-env': { kind: 'flag', says: 'the same, and record the PATH of this shell for the service' },
  },
  examples: [
    ['muster up', 'start it'],
    ['muster up --replace', 'after an update'],
    ['muster up --refresh-env', 'after you have installed an agent where the daemon does not look'],
  ],
  personOnly: true,
  async run(context, given) {
    const refresh = given.has('refresh-env');
    if (refresh && (await refreshService(context))) return EXIT.done;
    const before = await reach(context.home);
    if (before) {
      const stays = await isUp(before);
      if (stays && !given.has('replace') && !refresh) {
        await context.print(`Daemon ${before.hello.version} is already running (pid ${before.hello.pid}), home ${context.home.root}\n`);
        const warning = versionWarning(before.hello.version, ENGINE);
        if (warning) context.tell(`muster: ${warning}`);
        before.daemon.close();
        return EXIT.done;
      }
      await leave(before, context);
    }
    const { daemon, hello, fresh } = await startDaemon(context.home, 'up', context.env);
    daemon.close();
    await context.print(
      fresh
        ? `Daemon ${hello.version} is up (pid ${hello.pid}), home ${context.home.root}\nDrop a task file into ${context.home.inbox}, or: muster run task.md\n`
        : `Daemon ${hello.version} is already running (pid ${hello.pid}), home ${context.home.root}\n`,
    );
    return EXIT.done;
  },
};

/** True if the service has restarted the daemon, with the PATH of this shell. */
async function refreshService(context: Context): Promise<boolean> {
  const path = environmentPath(context.home);
  const main = (await writtenBefore(context.home)).find((it) => it.kind === 'file' && it.path === path) ? serviceOf(context) : undefined;
  if (!main) return false;
  await writeAll(main.files, context.home);
  if ((await serviceState(main, context.env)) !== 'active') return false;
  const { ok, says } = await restartService(main, context.env);
  if (!ok)
    throw new MusterError(
      'daemon-unreachable',
      `${main.name} could not be started again: ${says.split('\n')[0]}`,
      'See `muster service status`.',
    );
  await context.print(`${main.name} was started again with the PATH of this shell; workers keep running.\n`);
  return true;
}

async function isUp({ daemon }: Reached): Promise<boolean> {
  const { mode } = (await daemon.ask({ ask: 'status' })) as { mode: string };
  return mode === 'up';
}

/** Stops the daemon; its workers keep running, and the next daemon adopts them. */
async function leave({ daemon, hello }: Reached, context: Context): Promise<void> {
  await daemon.ask({ ask: 'down', how: 'leave' });
  daemon.close();
  if (await waitUntilGone(hello.pid)) return;
  throw new MusterError(
    'daemon-unreachable',
    `the daemon (pid ${hello.pid}) was told to stop and is still running`,
    `See ${context.home.log}.`,
  );
}
