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
    'The daemon takes up every run that has not ended, adopts workers that are still alive, and watches the inbox.',
    'It stays until `muster down`. One that another command started ends after 30 idle minutes; `up` makes it stay.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: { replace: { kind: 'flag', says: 'stop the one that runs and start this version in its place; workers go on' } },
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
        await context.print(`Daemon ${before.hello.version} runs already (pid ${before.hello.pid}), home ${context.home.root}\n`);
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
        : `Daemon ${hello.version} runs already (pid ${hello.pid}), home ${context.home.root}\n`,
    );
    return EXIT.done;
  },
};

async function isUp({ daemon }: Reached): Promise<boolean> {
  const { mode } = (await daemon.ask({ ask: 'status' })) as { mode: string };
  return mode === 'up';
}

/** The lead goes, its workers stay; the next lead adopts them. */
async function leave({ daemon, hello }: Reached, context: Context): Promise<void> {
  await daemon.ask({ ask: 'down', how: 'leave' });
  daemon.close();
  if (await untilGone(hello.pid)) return;
  throw new MusterError(
    'daemon-unreachable',
    `the daemon (pid ${hello.pid}) was told to leave and is still there`,
    `Look at ${context.home.log}.`,
  );
}
