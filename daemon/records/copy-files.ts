// Copies the files of an imported run from another home: reports, prompts, results, transcripts. The
// journal names most of them by digest, so `muster verify` reports each one that differs.

import { constants } from 'node:fs';
import { chmod, copyFile, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, privateFolder } from '../../runtime/files.ts';

/** Larger files are not copied. */
const LARGEST = 64 * 1024 * 1024;
const MOST = 20_000;

/** Returns a description of what was copied and what was not. Links are not followed, and existing files are not overwritten. */
export async function copyFiles(from: string, to: string): Promise<string[]> {
  if ((await exists(to)) && (await realpath(from)) === (await realpath(to))) return [];
  const left: string[] = [];
  let copied = 0;
  for (const it of await readdir(from, { withFileTypes: true, recursive: true })) {
    if (it.isDirectory()) continue;
    const below = it.parentPath.slice(from.length).replace(/^\/+/, '');
    const [source, folder] = [join(it.parentPath, it.name), join(to, below)];
    if (!it.isFile() || copied >= MOST || (await stat(source)).size > LARGEST) {
      left.push(join(below, it.name));
      continue;
    }
    await privateFolder(folder);
    if (await exists(join(folder, it.name))) continue;
    await copyFile(source, join(folder, it.name), constants.COPYFILE_EXCL);
    await chmod(join(folder, it.name), 0o600);
    copied += 1;
  }
  return [
    `${copied} ${copied === 1 ? 'file' : 'files'} copied`,
    ...(left.length > 0 ? [`left ${left.slice(0, 3).join(', ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''}`] : []),
  ];
}
