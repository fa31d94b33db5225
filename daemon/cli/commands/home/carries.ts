// muster carries <folder>: completes the list of those who build on finished stages.

import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { codeOf, readBounded, writeDurably } from '../../../../runtime/files.ts';
import { type Backfilled, backfill, type CarryFile } from '../../../../skills/phases/execution/carries/backfill.ts';
import { count } from '../../../../skills/wording/numbers.ts';
import { joinedLines } from '../../screens/lines/layout.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const LARGEST = 16 * 1024 * 1024;

export const command: Command = {
  usage: ['carries <folder>  [--dry-run] [--json]'],
  about: [
    'Completes `consumers.jsonl` in a folder from the carries in its `carry` folder: one line for each finished stage that has',
    'none. Also reads the carries of other programs. Existing lines are kept, and running it again adds nothing.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'folder' },
  options: { 'dry-run': { kind: 'flag', short: 'n', says: 'show what would be added; write nothing' }, ...JSON_OPTION },
  examples: [['muster carries ~/.muster/runs/r-k3f7qa/state/execution', 'after lines were lost']],
  personOnly: true,
  async run(context, given) {
    const folder = resolve(context.cwd, given.words[0] ?? '');
    const path = join(folder, 'consumers.jsonl');
    const { files, skipped } = await carriesIn(folder);
    const before = await readBounded(path, LARGEST);
    if (before.kind === 'refused')
      throw new MusterError('usage', `${path} cannot be read: ${before.why}`, 'Move it away, or make it a plain file.');
    const made = backfill(before.kind === 'read' ? before.bytes.toString('utf8') : '', files);
    const done = { ...made, skipped: [...skipped, ...made.skipped] };
    if (made.added.length > 0 && !given.has('dry-run')) await writeDurably(path, made.text);
    const { text: _, ...told } = done;
    await context.print(given.has('json') ? `${JSON.stringify(told, null, 1)}\n` : joinedLines(context.screen.ends, screen(done)));
    return EXIT.done;
  },
};

async function carriesIn(folder: string): Promise<{ files: CarryFile[]; skipped: Backfilled['skipped'] }> {
  const names = await readdir(join(folder, 'carry')).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
    throw new MusterError(
      'usage',
      `${folder} has no folder \`carry\``,
      'Give the folder that holds `carry`, for example state/execution of a run.',
    );
  });
  const files: CarryFile[] = [];
  const skipped: Backfilled['skipped'] = [];
  for (const name of names.filter((it) => it.endsWith('.json')).sort()) {
    const text = await textOf(join(folder, 'carry', name));
    if (text === undefined) skipped.push({ name: `carry/${name}`, because: 'it is no file that can be read' });
    else files.push({ name: `carry/${name}`, text });
  }
  return { files, skipped };
}

/** Undefined if there is no file or it cannot be read. */
async function textOf(path: string): Promise<string | undefined> {
  const read = await readBounded(path, LARGEST);
  return read.kind === 'read' ? read.bytes.toString('utf8') : undefined;
}

function screen({ added, known, unfinished, skipped }: Backfilled): string[] {
  return [
    `${count(added.length, 'line')} added, ${count(known.length, 'stage')} known, ${unfinished.length} unfinished, ${skipped.length} skipped.`,
    ...added.map((it) => `added    ${it.stage} ${it.head.slice(0, 12)} (${it.carry})`),
    ...skipped.map((it) => `skipped  ${it.name}: ${it.because}`),
  ];
}
