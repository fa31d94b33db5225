// muster uninstall: removes what setup and service have written on this machine.

import { rm } from 'node:fs/promises';
import type { DaemonStatus } from '../../../../contracts/control.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import { exists } from '../../../../runtime/files.ts';
import type { Home } from '../../../../runtime/home.ts';
import { count } from '../../../../skills/wording/numbers.ts';
import { installedFor, remove } from '../../../mcp/clients/installed.ts';
import { runningServer } from '../../../ui/running.ts';
import { saysYes } from '../../before/ask-consent.ts';
import { reach } from '../../daemon/reach.ts';
import { waitUntilGone, waitUntilHostGone } from '../../daemon/wait-until-gone.ts';
import { serviceOf, stopService } from '../../machine/service.ts';
import { removeWritten, writtenBefore } from '../../machine/written-outside-home.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['uninstall  [--purge] [--yes] [--json]'],
  about: [
    'Stops the daemon and `muster ui`, undoes what they, `setup`, `service` and `mcp --install` wrote, and reports what was removed',
    'and what is left. Files and settings that you have changed since are left. So is the home with all runs, unless you give',
    '--purge. What `muster init` wrote is not touched. The program itself: npm uninstall -g musterd.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    purge: { kind: 'flag', says: 'delete the home, too: all runs, reports, settings and agents in it' },
    yes: { kind: 'flag', short: 'y', says: 'ask nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster uninstall', 'undo what setup wrote; keep the home'],
    ['muster uninstall --purge --yes', 'also delete the home, without asking'],
  ],
  personOnly: true,
  async run(context, given) {
    const purge = given.has('purge');
    const { home } = context;
    if (purge && !given.has('yes') && !(await sure(context))) {
      await context.print('Nothing was removed.\n');
      return EXIT.done;
    }
    await stop(context);
    const { removed, left } = await removeWritten(() => true, home);
    for (const client of await installedFor(home)) {
      const { path, how } = await remove(client, context.env, home);
      if (how !== 'was-not-there') removed.push(`the server muster in ${path}`);
    }
    await rm(home.compiled, { recursive: true, force: true });
    if (await removePage(home)) removed.push(`${home.page}, the port and devices of muster ui`);
    if (purge) {
      await waitUntilHostGone(home.root);
      await rm(home.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      removed.push(home.root);
    } else if (await exists(home.root)) left.push(`${home.root}, your runs and settings (muster uninstall --purge deletes it)`);
    await context.print(
      given.has('json')
        ? `${JSON.stringify({ removed, left }, null, 1)}\n`
        : [
            ...removed.map((it) => `removed ${it}\n`),
            ...left.map((it) => `left ${it}\n`),
            'To remove the program: npm uninstall -g musterd\n',
          ].join(''),
    );
    return EXIT.done;
  },
};

async function sure(context: Context): Promise<boolean> {
  if (process.stdin.isTTY !== true)
    throw new MusterError('usage', '--purge needs --yes where there is no terminal', `It deletes ${context.home.root}.`);
  return saysYes(`Delete ${context.home.root} with all runs and reports? [y/N] `, context);
}

/** Ends the server of `muster ui` and with it every token. False if there is nothing to remove. */
async function removePage({ page }: Home): Promise<boolean> {
  if (!(await exists(page))) return false;
  const server = await runningServer(page);
  if (server) {
    process.kill(server.pid, 'SIGTERM');
    await waitUntilGone(server.pid);
  }
  await rm(page, { recursive: true, force: true });
  return true;
}

/** Refuses while runs are in progress. */
async function stop(context: Context): Promise<void> {
  const service = (await writtenBefore(context.home)).length > 0 ? serviceOf(context) : undefined;
  const reached = await reach(context.home);
  if (reached) {
    const { runs } = (await reached.daemon.ask({ ask: 'status' })) as DaemonStatus;
    if (runs.length > 0) {
      reached.daemon.close();
      throw new MusterError(
        'command-refused',
        `${count(runs.length, 'run')} has not ended`,
        'End or finish first: muster down --drain, or muster down --now.',
      );
    }
  }
  if (service && (await exists(service.main))) await stopService(service, context.env);
  if (!reached) return;
  await reached.daemon.ask({ ask: 'down', how: 'leave' }).catch(() => undefined);
  reached.daemon.close();
  if (!(await waitUntilGone(reached.hello.pid)))
    throw new MusterError('daemon-unreachable', `the daemon (pid ${reached.hello.pid}) is still running`, `See ${context.home.log}.`);
}
