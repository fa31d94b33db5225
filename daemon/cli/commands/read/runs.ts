// muster runs: lists the runs.

import { MusterError } from '../../../../contracts/errors.ts';
import type { RunLine } from '../../../records/kept/run-line.ts';
import { linesOfRuns } from '../../../records/kept/run-lines.ts';
import { openRecords, type Records } from '../../named/records.ts';
import { rejectedDrops, rejectedSummary } from '../../named/rejected-drops.ts';
import { runsTable } from '../../screens/tables/runs-table.ts';
import { type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const DEFAULT = 20;

export const command: Command = {
  usage: ['runs  [--active] [--last <n>] [--json]'],
  words: { least: 0, most: 0, names: '' },
  options: {
    active: { kind: 'flag', short: 'a', says: 'only those that have not ended' },
    last: { kind: 'text', short: 'n', value: '<n>', says: `how many (default: ${DEFAULT})` },
    ...JSON_OPTION,
  },
  examples: [
    ['muster runs', 'the newest twenty'],
    ['muster runs --active', 'those that are running or waiting'],
    ['muster runs -n 1000 --json', 'a thousand, as data'],
  ],
  async run(context, given) {
    const newest = countAsked(given.text('last'));
    await using records = await openRecords(context);
    const lines = records ? await linesOf(records, newest, given.has('active'), context) : [];
    if (given.has('json')) await context.print(`${JSON.stringify(lines, null, 1)}\n`);
    else if (lines.length > 0) await context.print(runsTable(lines, Date.now(), context.screen));
    else
      await context.print(
        given.has('active') && records ? 'No active runs.\n' : 'No runs yet. `muster demo` shows one; `muster review` starts one here.\n',
      );
    if (!given.has('json')) for (const it of rejectedSummary(await rejectedDrops(context))) context.tell(`muster: ${it}`);
    return EXIT.done;
  },
};

async function linesOf(records: Records, newest: number, active: boolean, { hide }: Context): Promise<RunLine[]> {
  const rows = await records.runs(active ? { ended: false } : { newest: newest + 1 });
  const lines = await linesOfRuns(rows.slice(0, newest), records.ledger, hide);
  return lines.map(({ seq, type, task, usd, open, ...line }) => line);
}

function countAsked(given: string | undefined): number {
  if (given === undefined) return DEFAULT;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new MusterError('usage', `--last must be a positive number, not \`${given}\``, 'For example: muster runs --last 50');
}
