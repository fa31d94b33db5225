// Copies the files and objects of an imported run from another home: reports, prompts, results, transcripts. The
// journal names most of them by digest, so `muster verify` reports each one that differs.

import { constants } from 'node:fs';
import { chmod, copyFile, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../runtime/canonical.ts';
import { exists, privateFolder, readBounded } from '../../runtime/files.ts';
import type { Objects } from '../../runtime/ledger/ledger.ts';
import { objectsIn } from '../../runtime/ledger/objects.ts';

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

/**
 * Stores the objects that the journal of an imported run names: from the objects of the other home, or from the files in its folder that
 * have the same bytes. What neither has is reported by `muster verify`.
 */
export async function keepNamed(named: ReadonlySet<string>, from: string, objects: Objects): Promise<void> {
  const missing = new Set<string>();
  for (const digest of named) if (!(await objects.has(digest))) missing.add(digest);
  const others = objectsIn(join(from, '..', '..', 'objects'));
  for (const digest of missing) {
    if (!(await others.has(digest))) continue;
    // A damaged object there is as good as none.
    const bytes = await others.get(digest).catch(() => undefined);
    if (bytes) missing.delete(await objects.put(bytes));
  }
  for (const it of missing.size === 0 ? [] : await readdir(from, { withFileTypes: true, recursive: true })) {
    const read = it.isFile() ? await readBounded(join(it.parentPath, it.name), LARGEST) : undefined;
    if (read?.kind === 'read' && missing.has(digestOf(read.bytes))) await objects.put(read.bytes);
  }
}
