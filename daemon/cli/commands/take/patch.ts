// muster patch <run>: prints proved work as patches.

import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { makeFolders } from '../../../../runtime/folders/make-folders.ts';
import { asMail, proveMail } from '../../../../runtime/workspace/handover/mail.ts';
import { withWork } from '../../handover/prepare.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['patch <run>  [-o <directory>]'],
  about: [
    'Writes the proved work of a run as mail, one message per commit, for `git am --keep-cr` or `git apply`. Before that it is',
    'applied in a scratch folder, and must give exactly the tree that was proved. The project is not changed.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'run' },
  options: { output: { kind: 'text', short: 'o', value: '<directory>', says: 'write <run>.patch there instead of to the current folder' } },
  examples: [
    ['muster patch r-k3f', 'then: git am --keep-cr r-k3f7qa.patch'],
    ['muster patch r-k3f -o /tmp', 'write /tmp/r-k3f7qa.patch'],
  ],
  async run(context, given) {
    const wanted = given.words[0] ?? '';
    await using records = await mustHaveRecords(context, wanted);
    const view = await records.view(await records.named(wanted));
    const mail = await withWork(view, context, undefined, async ({ scratch, folder, line, base }) => {
      const made = await asMail(scratch, line.base.commit, line.tip.commit);
      const format = base.commit.length > 40 ? 'sha256' : 'sha1';
      await proveMail(folder, made, { from: line.base.commit, tip: line.tip, lies: scratch, format });
      return made;
    });
    const path = await written(resolve(context.cwd, given.text('output') ?? '.'), `${view.id}.patch`, mail);
    await context.print(`Wrote ${path}. To apply it: git am --keep-cr ${path}\n`);
    return EXIT.done;
  },
};

async function written(folder: string, name: string, mail: Buffer): Promise<string> {
  await makeFolders(folder);
  const path = join(folder, name);
  if ((await readdir(folder)).includes(name))
    throw new MusterError('usage', `${path} exists already`, 'Move it away, or name another directory.');
  await writeFile(path, mail, { flag: 'wx' });
  return path;
}
