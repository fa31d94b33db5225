// muster runs

import { failureOf, MusterError } from '../../../../contracts/errors.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { timestamp } from '../../../../contracts/time.ts';
import { openRecords, type Records } from '../../named/records.ts';
import { rejectedDrops, rejectedSummary } from '../../named/rejected-drops.ts';
import { type RunLine, runLineOf, runsTable } from '../../screens/tables/runs-table.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
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
    const rows = records ? await records.runs(given.has('active') ? { ended: false } : { newest: newest + 1 }) : [];
    const lines: RunLine[] = [];
    for (const { run, createdAt } of rows.slice(0, newest)) lines.push(await lineOf(run, createdAt, records));
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

async function lineOf(run: string, createdAt: number, records: Records | undefined): Promise<RunLine> {
  let view: RunView | undefined;
  try {
    view = await records?.view(run);
  } catch (error) {
    // A damaged run is shown as damaged and does not hide the others.
    return {
      run,
      status: 'damaged',
      degraded: false,
      unjudged: false,
      title: failureOf(error).message,
      project: '',
      createdAt: timestamp(createdAt),
      endedAt: null,
      findings: 0,
      report: null,
    };
  }
  if (!view) throw new MusterError('run-unknown', `unknown run ${run}`, '`muster runs` lists them.');
  return runLineOf(view);
}

function countAsked(given: string | undefined): number {
  if (given === undefined) return DEFAULT;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new MusterError('usage', `--last must be a positive number, not \`${given}\``, 'For example: muster runs --last 50');
}
