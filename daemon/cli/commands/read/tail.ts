// muster tail [run]: follows the PROGRESS lines.

import { MusterError } from '../../../../contracts/errors.ts';
import type { MusterLedger } from '../../../../skills/events.ts';
import { followLines } from '../../follow/follow-lines.ts';
import { readProgressLine } from '../../follow/progress-line.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { rejectedDrops, rejectedWords } from '../../named/rejected-drops.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

/** After so many polls (ten per second) without a new line, an ended run is done printing. */
const QUIET_LOOKS = 10;
/** The folder of rejected files is checked once a second. */
const LOOKS_BETWEEN = 10;

export const command: Command = {
  usage: ['tail [run]  [--lines <n>] [--json]'],
  about: [
    'Without a run: the PROGRESS lines of all runs, until you stop it. With a run: all its lines, until the run has ended.',
    'Only reads files: it works without a daemon, never slows a run, and Ctrl-C never stops one.',
  ].join('\n'),
  words: { least: 0, most: 1, names: 'run' },
  options: {
    lines: { kind: 'text', short: 'n', value: '<n>', says: 'how many earlier lines to print first (default: 10; for one run: all)' },
    json: { kind: 'flag', says: 'one JSON object per line' },
  },
  examples: [
    ['muster tail', 'everything, as it happens'],
    ['muster tail r-k3f', 'one run, by a prefix of its id, to its end'],
    ['muster tail | grep collect', 'for other programs'],
  ],
  async run(context, given) {
    const [wanted] = given.words;
    const last = linesAsked(given.text('lines'));
    const shown = (line: string) => (given.has('json') ? JSON.stringify(readProgressLine(line)) : line);
    const print = (lines: readonly string[]) => context.print(lines.map((it) => `${shown(it)}\n`).join(''));
    if (wanted === undefined) {
      const rejected = newlyRejected(context);
      for await (const lines of followLines(context.home.progress, last ?? 10, context.unheard)) {
        await print(lines);
        for (const says of await rejected()) context.tell(`muster: ${says}`);
      }
      return EXIT.done;
    }
    await using records = await mustHaveRecords(context, wanted);
    const run = await records.named(wanted);
    const ended = endOf(run, records.ledger);
    let quiet = 0;
    for await (const lines of followLines(context.home.run(run).progress, last, context.unheard)) {
      await print(lines);
      if (lines.some((line) => line.includes(` ${run} PROGRESS: phase-7-persist `))) break;
      quiet = lines.length === 0 && (await ended()) ? quiet + 1 : 0;
      if (quiet >= QUIET_LOOKS) break;
    }
    return EXIT.done;
  },
};

/** `status` shows earlier rejections; this reports those that happen while tailing. */
function newlyRejected(context: Context): () => Promise<string[]> {
  const known = new Set<string>();
  let looks = 0;
  return async () => {
    if (looks++ % LOOKS_BETWEEN !== 0) return [];
    const fresh = (await rejectedDrops(context)).filter(({ path, at }) => !known.has(`${at} ${path}`));
    for (const { path, at } of fresh) known.add(`${at} ${path}`);
    return looks === 1 ? [] : fresh.map(rejectedWords);
  };
}

/** Whether the journal has the run's end, reading only what is new each time. */
function endOf(run: string, ledger: MusterLedger): () => Promise<boolean> {
  let seq = 0;
  let over = false;
  return async () => {
    if (over) return true;
    const events = await ledger.read(`run/${run}`, seq);
    seq = events.at(-1)?.seq ?? seq;
    over = events.some((it) => it.type === 'run.ended');
    return over;
  };
}

function linesAsked(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,6}$/.test(given)) return Number(given);
  throw new MusterError('usage', `--lines must be a number, not \`${given}\``, 'For example: muster tail --lines 50');
}
