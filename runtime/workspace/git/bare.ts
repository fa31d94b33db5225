// Creates a bare repository by writing its few files: no process is started, no template is copied, and nothing in it runs or
// converts content.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../../folders/make-folders.ts';
import { quoted } from './quoting.ts';

export type ObjectFormat = 'sha1' | 'sha256';

/** Content is stored and read unchanged, whatever the tree's attributes say. */
export const AS_IT_IS = '* -text -filter -ident -working-tree-encoding\n';
/** Content as people have it: line endings follow the attributes. A filter is a program, and none is run. */
export const ENDS_OF_LINES = '* -filter -ident -working-tree-encoding\n';

export const objectsOf = (gitDir: string): string => join(gitDir, 'objects');

/** Objects can also be read from the folders in `borrows`, which must exist for as long as this repository is used. */
export async function makeBare(
  gitDir: string,
  format: ObjectFormat,
  more: { borrows?: readonly string[]; shallow?: string; description?: string } = {},
): Promise<void> {
  for (const folder of ['objects/info', 'objects/pack', 'refs', 'info']) await makeFolders(join(gitDir, folder), 0o700);
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
  // Written last: without it, git does not consider the folder a repository.
  await writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
}

/** The content of `objects/info/alternates`, one folder a line. */
export const alternates = (folders: readonly string[]): string => folders.map((it) => `${quoted(it)}\n`).join('');
