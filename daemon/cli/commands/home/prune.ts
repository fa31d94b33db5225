// muster prune: deletes the files of old runs.

import { MusterError } from '../../../../contracts/errors.ts';
import { bytes, count } from '../../../../skills/wording/numbers.ts';
import { oneLine } from '../../../../skills/wording/plain-text.ts';
import type { Pruned } from '../../../records/prune-runs.ts';
import { daemonFor } from '../../daemon/ask-daemon.ts';
import { clip, columns, joinedLines } from '../../screens/lines/layout.ts';
import type { Screen } from '../../screens/lines/paint.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['prune  [--keep <n>] [--size <GB>] [--with-work] [--dry-run] [--json]'],
  about: [
    'Deletes the files of the oldest ended runs until the limits of the setting `keep` are met (200 runs, 5 GB). A run that is',
    'still in progress, or that another run refers to, keeps everything. So does one that carried out a plan and whose work is on',
    'no branch of its project. The journal of a pruned run is kept. A checkout from another machine is deleted when no kept run is',
    'about it and it was not sent within the last hour. An artifact is deleted when the run that made it is pruned and no kept run',
    'and no prompt names it. Drafts that killed processes left are deleted after an hour, as at the start of a daemon.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    'keep': { kind: 'text', value: '<n>', says: 'keep this many runs, instead of the setting' },
    'size': { kind: 'text', value: '<GB>', says: 'keep this many gigabytes, instead of the setting' },
    'with-work': { kind: 'flag', says: 'delete also runs whose work is on no branch of their project' },
    'dry-run': { kind: 'flag', short: 'n', says: 'show what would be deleted; delete nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster prune --dry-run', 'show what would be deleted'],
    ['muster prune --keep 50', 'keep only the newest fifty'],
  ],
  personOnly: true,
  async run(context, given) {
    const keep = numberGiven(given.text('keep'), '--keep');
    const size = numberGiven(given.text('size'), '--size');
    const daemon = await daemonFor(context);
    try {
      const asked = {
        ...(keep === undefined ? {} : { runs: Math.floor(keep) }),
        ...(size === undefined ? {} : { bytes: Math.floor(size * 1e9) }),
      };
      const pruned = (await daemon.ask({
        ask: 'prune',
        keep: asked,
        dryRun: given.has('dry-run'),
        work: given.has('with-work'),
      })) as Pruned;
      await context.print(
        given.has('json') ? `${JSON.stringify(pruned, null, 1)}\n` : screen(pruned, given.has('dry-run'), context.screen),
      );
      return EXIT.done;
    } finally {
      daemon.close();
    }
  },
};

function numberGiven(given: string | undefined, option: string): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,9}(\.\d{1,3})?$/.test(given)) return Number(given);
  throw new MusterError('usage', `${option} must be a number, not \`${given}\``, `For example: muster prune ${option} 50`);
}

function screen({ rows, loops, incoming, drafts, artifacts, kept, keep }: Pruned, dryRun: boolean, { width, ends }: Screen): string {
  const stay = `keeping ${count(kept.runs, 'run')} (limit ${keep.runs}), ${bytes(kept.bytes)} (limit ${bytes(keep.bytes)})`;
  if (rows.length + loops.count + incoming.count + drafts.count + artifacts.count === 0)
    return joinedLines(ends, [`Nothing to prune: ${stay}.`]);
  const table = columns(
    width,
    rows.map((it) => [it.run, it.what, bytes(it.bytes), oneLine(it.title)]),
  );
  const clones = `${count(loops.count, 'clone')} of \`review --until-clean\` without runs ${dryRun ? 'would be deleted' : 'deleted'}: ${bytes(loops.bytes)}`;
  const sent = `${count(incoming.count, 'checkout')} from other machines without runs ${dryRun ? 'would be deleted' : 'deleted'}: ${bytes(incoming.bytes)}`;
  const texts = `${count(artifacts.count, 'artifact')} that nothing names any more ${dryRun ? 'would be deleted' : 'deleted'}: ${bytes(artifacts.bytes)}`;
  const left = `${count(drafts.count, 'draft')} that killed processes left ${dryRun ? 'would be deleted' : 'deleted'}: ${bytes(drafts.bytes)}`;
  const spared = rows.some((it) => it.what === 'kept: its work is on no branch');
  const hint = 'Take the work over (`muster apply`, `branch`, `pr`), or delete it with `muster prune --with-work`.';
  const more = [
    ...(spared ? [hint] : []),
    ...(loops.count === 0 ? [] : [clones]),
    ...(incoming.count === 0 ? [] : [sent]),
    ...(artifacts.count === 0 ? [] : [texts]),
    ...(drafts.count === 0 ? [] : [left]),
  ];
  return joinedLines(ends, [...table.map((row) => clip(row.join('').trimEnd(), width)), ...more, `Now ${stay}.`]);
}
