// The object folders of a repository: its own, and those that it borrows from.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';
import { git } from '../git/git.ts';
import { unquoted } from '../git/quoting.ts';
import type { Repository } from '../project.ts';

export type Stores = {
  folders: readonly string[];
  /** A partial clone: a remote has promised to deliver what is missing. */
  partial: boolean;
};

export async function storesOf({ gitDir, objects }: Repository, signal?: AbortSignal): Promise<Stores> {
  const folders = [objects, ...(await borrowedBy(gitDir, objects, signal))];
  const packs = await Promise.all(folders.map((folder) => namesIn(join(folder, 'pack'))));
  return { folders, partial: packs.flat().some((name) => name.endsWith('.promisor')) };
}

/** Git resolves them, because one list may lead to another, and paths in it may be relative or quoted. */
async function borrowedBy(gitDir: string, objects: string, signal: AbortSignal | undefined): Promise<string[]> {
  const list = (await readFile(join(objects, 'info', 'alternates'), 'utf8').catch(rethrowShortage)) ?? '';
  if (list.trim() === '') return [];
  const { stdout } = await git({ gitDir }, ['count-objects', '-v'], { signal });
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('alternate: '))
    .map((line) => line.slice('alternate: '.length))
    .map((path) => (path.startsWith('"') ? unquoted(path) : path));
}

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
