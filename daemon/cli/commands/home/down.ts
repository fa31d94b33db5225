// muster down

import type { DaemonStatus } from '../../../../contracts/control.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { count } from '../../../../skills/telling/numbers.ts';
import { reach } from '../../daemon/reach.ts';
import { untilGone } from '../../daemon/until-gone.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['down  [--drain | --now]'],
  about: 'Only the lead stops: workers go on, and the next daemon takes their results. Nothing that was accepted is lost.',
  words: { least: 0, most: 0, names: '' },
  options: {
    drain: { kind: 'flag', says: 'first let the runs that are at work end; nothing new is started' },
    now: { kind: 'flag', says: 'end the workers too; their runs end as aborted' },
  },
  examples: [
    ['muster down', 'stop the lead; muster up goes on where it was'],
    ['muster down --drain', 'wait for what is at work'],
    ['muster down --now', 'end everything'],
  ],
  personOnly: true,
  async run(context, given) {
    if (given.has('drain') && given.has('now'))
      throw new MusterError('usage', '--drain and --now exclude each other', 'One waits for the runs, the other ends them.');
    const reached = await reach(context.home);
    if (!reached) {
      await context.print(`No daemon runs for ${context.home.root}\n`);
      return EXIT.done;
    }
    const { daemon, hello } = reached;
    const how = given.has('drain') ? 'drain' : given.has('now') ? 'now' : 'leave';
    const { runs, workers } = (await daemon.ask({ ask: 'status' })) as DaemonStatus;
    if (how === 'drain' && runs.length > 0) context.tell(`muster: waiting for ${count(runs.length, 'run')}; muster status shows them`);
    await daemon.ask({ ask: 'down', how });
    daemon.close();
    if (!(await untilGone(hello.pid)))
      throw new MusterError('daemon-unreachable', `the daemon (pid ${hello.pid}) is still there`, `Look at ${context.home.log}.`);
    const left =
      how === 'leave' && runs.length > 0
        ? `; ${count(runs.length, 'run')} go${runs.length === 1 ? 'es' : ''} on when one runs again${workers > 0 ? `, ${count(workers, 'worker')} meanwhile` : ''}`
        : '';
    await context.print(`The daemon is down${left}\n`);
    return EXIT.done;
  },
};
