// muster down: stops the daemon.

import type { DaemonStatus } from '../../../../contracts/control.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { count } from '../../../../skills/wording/numbers.ts';
import { reach } from '../../daemon/reach.ts';
import { waitUntilGone } from '../../daemon/wait-until-gone.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['down  [--drain | --now]'],
  about: 'Stops only the daemon: workers keep running, and the next daemon collects their results. Nothing is lost.',
  words: { least: 0, most: 0, names: '' },
  options: {
    drain: { kind: 'flag', says: 'wait for the current runs to end; start nothing new' },
    now: { kind: 'flag', says: 'end the workers too; their runs end as aborted' },
  },
  examples: [
    ['muster down', 'stop the daemon; `muster up` continues where it stopped'],
    ['muster down --drain', 'wait for the current runs'],
    ['muster down --now', 'end everything'],
  ],
  personOnly: true,
  async run(context, given) {
    if (given.has('drain') && given.has('now'))
      throw new MusterError('usage', '--drain and --now cannot be combined', 'One waits for the runs, the other ends them.');
    const reached = await reach(context.home);
    if (!reached) {
      await context.print(`No daemon is running for ${context.home.root}\n`);
      return EXIT.done;
    }
    const { daemon, hello } = reached;
    const how = given.has('drain') ? 'drain' : given.has('now') ? 'now' : 'leave';
    const { runs, workers } = (await daemon.ask({ ask: 'status' })) as DaemonStatus;
    if (how === 'drain' && runs.length > 0) context.tell(`muster: waiting for ${count(runs.length, 'run')}; to see them: muster status`);
    await daemon.ask({ ask: 'down', how });
    daemon.close();
    if (!(await waitUntilGone(hello.pid)))
      throw new MusterError('daemon-unreachable', `the daemon (pid ${hello.pid}) is still running`, `See ${context.home.log}.`);
    await context.print(`Daemon stopped.${how === 'leave' ? whatIsLeft(runs.length, workers) : ''}\n`);
    return EXIT.done;
  },
};

function whatIsLeft(runs: number, workers: number): string {
  if (runs === 0) return '';
  const resume = runs === 1 ? 'resumes' : 'resume';
  if (workers === 0) return ` ${count(runs, 'run')} ${resume} on \`muster up\``;
  const [keep, their] = workers === 1 ? ['keeps', 'its'] : ['keep', 'their'];
  return ` ${count(workers, 'worker')} ${keep} running; ${runs === 1 ? `${their} run` : count(runs, 'run')} ${resume} on \`muster up\``;
}
