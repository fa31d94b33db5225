// muster status: what the daemon is doing, and what waits for a person.

import { readdir } from 'node:fs/promises';
import type { DaemonStatus } from '../../../../contracts/control.ts';
import { KEEP_DEFAULTS } from '../../../../contracts/keep-defaults.ts';
import { bytesIn, exists } from '../../../../runtime/files.ts';
import type { Glance } from '../../../../runtime/ledger/glance.ts';
import { lastHalt } from '../../../process/ending/halt.ts';
import { ENGINE } from '../../../process/version.ts';
import { reach, versionWarning } from '../../daemon/reach.ts';
import { atAGlance, inboxesKnown, rejectedDrops } from '../../named/rejected-drops.ts';
import { statusScreen } from '../../screens/status-screen.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';

import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['status  [--size] [--json]'],
  about: 'Also works without a daemon: then it shows which runs wait for one.',
  words: { least: 0, most: 0, names: '' },
  options: { size: { kind: 'flag', says: 'also how much space runs take; this reads the whole folder of runs' }, ...JSON_OPTION },
  examples: [
    ['muster status', 'whether a daemon runs, and what it is doing'],
    ['muster status --json | jq .daemon.workers', 'as data'],
  ],
  async run(context, given) {
    const reached = await reach(context.home);
    let daemon: DaemonStatus | null = null;
    if (reached) {
      daemon = (await reached.daemon.ask({ ask: 'status' })) as DaemonStatus;
      reached.daemon.close();
    }
    // What the daemon reported is not read again: loading the code that reads a ledger takes longer than everything else here.
    const known = daemon ? undefined : await atAGlance(context);
    const unended = daemon ? [...daemon.runs, ...daemon.setAside].map(({ run }) => run) : runsOf(known);
    const kept = { ...(await keptIn(context.home.runs, given.has('size'))), keep: daemon?.keep ?? (await keepSet(context)) };
    const halted = daemon ? null : ((await lastHalt(context.home)) ?? null);
    const rejected = await rejectedDrops(context, daemon?.inbox ?? inboxesKnown(context.home, known));
    const status = { home: context.home.root, daemon, halted, unended, kept, rejected };
    await context.print(given.has('json') ? `${JSON.stringify(status, null, 1)}\n` : statusScreen(status, context.screen));
    const warning = daemon && versionWarning(daemon.version, ENGINE);
    if (warning) context.tell(`muster: ${warning}`);
    return EXIT.done;
  },
};

const runsOf = (known: Glance | undefined): string[] => (known?.unended ?? []).map((it) => it.slice('run/'.length));

/** The schema of the settings is loaded only if there is a settings file. */
async function keepSet({ home }: Context): Promise<typeof KEEP_DEFAULTS> {
  if (!(await exists(home.config))) return KEEP_DEFAULTS;
  const { loadConfig } = await import('../../../intake/settings.ts');
  return (await loadConfig(home.config)).keep;
}

/** The number of run folders, and their size if `measured`. */
async function keptIn(folder: string, measured: boolean): Promise<{ runs: number; bytes: number | null }> {
  return { runs: (await exists(folder)) ? (await readdir(folder)).length : 0, bytes: measured ? await bytesIn(folder) : null };
}
