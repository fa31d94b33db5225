// muster up

import { MusterError } from '../../../../contracts/errors.ts';
import { ENGINE } from '../../../process/version.ts';
import { type Reached, reach, versionWarning } from '../../daemon/reach.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';
import { untilGone } from '../../daemon/until-gone.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['up  [--replace]'],
  about: [
    'The daemon continues every run that has not ended, adopts workers that are still running, and watches the inbox.',
    'It runs until `muster down`. A daemon that another command started ends after 30 idle minutes; `up` keeps it running.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: { replace: { kind: 'flag', says: 'replace the running daemon with this version; workers keep running' } },
  examples: [
    ['muster up', 'start it'],
    ['muster up --replace', 'after an update'],
  ],
  personOnly: true,
  async run(context, given) {
    const before = await reach(context.home);
    if (before) {
      const stays = await isUp(before);
      if (stays && !given.has('replace')) {
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

async function isUp({ daemon }: Reached): Promise<boolean> {
  const { mode } = (await daemon.ask({ ask: 'status' })) as { mode: string };
  return mode === 'up';
}

/** Stops the daemon; its workers keep running, and the next daemon adopts them. */
async function leave({ daemon, hello }: Reached, context: Context): Promise<void> {
  await daemon.ask({ ask: 'down', how: 'leave' });
  daemon.close();
  if (await untilGone(hello.pid)) return;
  throw new MusterError(
    'daemon-unreachable',
    `the daemon (pid ${hello.pid}) was told to stop and is still running`,
    `See ${context.home.log}.`,
  );
}
