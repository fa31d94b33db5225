// muster status

import { readdir } from 'node:fs/promises';
import type { DaemonStatus } from '../../../../contracts/control.ts';
import { bytesIn, exists } from '../../../../runtime/files.ts';
import { toldHalt } from '../../../process/ending/halt.ts';
import { ENGINE } from '../../../process/version.ts';
import { reach, versionWarning } from '../../daemon/reach.ts';
import { rejectedDrops } from '../../named/rejected-drops.ts';
import { statusScreen } from '../../screens/status-screen.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';

import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['status  [--json]'],
  about: 'Also works without a daemon: then it shows which runs wait for one.',
  words: { least: 0, most: 0, names: '' },
  options: JSON_OPTION,
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
    // What a daemon has told is not read once more: loading what reads a ledger takes longer than everything else here.
    const unended = daemon ? [...daemon.runs, ...daemon.setAside].map(({ run }) => run) : await unendedRuns(context);
    const keep = daemon?.keep ?? (await (await import('../../../intake/settings.ts')).loadConfig(context.home.config)).keep;
    const kept = { ...(await keptIn(context.home.runs)), keep };
    const halted = daemon ? null : ((await toldHalt(context.home)) ?? null);
    const rejected = await rejectedDrops(context, daemon?.inbox);
    const status = { home: context.home.root, daemon, halted, unended, kept, rejected };
    await context.print(given.has('json') ? `${JSON.stringify(status, null, 1)}\n` : statusScreen(status, context.screen));
    const warning = daemon && versionWarning(daemon.version, ENGINE);
    if (warning) context.tell(`muster: ${warning}`);
    return EXIT.done;
  },
};

async function unendedRuns(context: Context): Promise<string[]> {
  const { openRecords } = await import('../../named/records.ts');
  await using records = await openRecords(context);
  return ((await records?.runs({ ended: false })) ?? []).map(({ run }) => run);
}

/** What is in the folder of runs now. */
async function keptIn(folder: string): Promise<{ runs: number; bytes: number }> {
  return { runs: (await exists(folder)) ? (await readdir(folder)).length : 0, bytes: await bytesIn(folder) };
}
