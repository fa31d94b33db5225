// A bare repository of our own, made by writing its few files: no process is started, no template is copied, and
// nothing in it runs or changes what is read and written.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from './quoting.ts';

export type ObjectFormat = 'sha1' | 'sha256';

/** Bytes go in and come out unchanged, even if the tree's attributes say otherwise. */
export const AS_IT_IS = '* -text -filter -ident -working-tree-encoding\n';
/** As people have them: ends of lines as the attributes say. A filter is a program, and none is run. */
export const ENDS_OF_LINES = '* -filter -ident -working-tree-encoding\n';

export const objectsOf = (gitDir: string): string => join(gitDir, 'objects');

/** Objects can be read from the folders in `borrows` as well; they are read there for as long as this repository is used. */
export async function makeBare(
  gitDir: string,
  format: ObjectFormat,
  more: { borrows?: readonly string[]; shallow?: string; description?: string } = {},
): Promise<void> {
  for (const folder of ['objects/info', 'objects/pack', 'refs', 'info'])
    await mkdir(join(gitDir, folder), { recursive: true, mode: 0o700 });
  const sha256 = format === 'sha256';
  const extensions = sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : '';
  const version = sha256 ? 1 : 0;
  await writeFile(
    join(gitDir, 'config'),
    `${extensions}[core]\n\trepositoryFormatVersion = ${version}\n\tbare = true\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n`,
  );
  await writeFile(join(gitDir, 'info/attributes'), AS_IT_IS);
  if (more.description !== undefined) await writeFile(join(gitDir, 'description'), `${more.description}\n`);
  if (more.borrows !== undefined) await writeFile(join(gitDir, 'objects/info/alternates'), alternates(more.borrows));
  if (more.shallow !== undefined) await writeFile(join(gitDir, 'shallow'), more.shallow);
  // Without it git takes the folder for no repository, so it is the last.
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
}

/** What `objects/info/alternates` says, one folder a line. */
export const alternates = (folders: readonly string[]): string => folders.map((it) => `${quoted(it)}\n`).join('');
