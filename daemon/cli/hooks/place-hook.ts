// Installs a hook in a repository and removes it again, byte for byte. An existing hook is never
// overwritten: on request it is kept beside ours and runs first, and is restored when ours is removed.

import { lstat, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf, exists, writeDurably } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import { type HooksFolder, hooksFolder } from '../../../runtime/workspace/hooks-folder.ts';
import { findProject } from '../../../runtime/workspace/project.ts';
import { ASIDE, type Hook, type HookKind, type HookName, hookIn, hookText } from './hook-file.ts';

export type Placed = { path: string; folder: HooksFolder; is: HookKind | { kind: 'absent' } };

export async function lookAtHook(name: HookName, project: string): Promise<Placed> {
  const found = await findProject(project);
  if (found.kind !== 'git')
    throw new MusterError('usage', `${project} is not a git repository`, 'A hook belongs to a repository: run this inside of one.');
  const folder = await hooksFolder(found);
  const path = join(folder.path, name);
  return { path, folder, is: await hookAt(path) };
}

async function hookAt(path: string): Promise<Placed['is']> {
  try {
    return (await lstat(path)).isFile() ? hookIn(await readFile(path, 'utf8')) : { kind: 'other' };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return { kind: 'absent' };
    throw error;
  }
}

export async function installHook(
  hook: Omit<Hook, 'first'>,
  { project, chain }: { project: string; chain: boolean },
): Promise<{ path: string; first: string | undefined }> {
  const { path, folder, is } = await lookAtHook(hook.name, project);
  if (!folder.own)
    throw new MusterError(
      'usage',
      `core.hooksPath is ${folder.path}, which may serve other repositories too`,
      `Nothing was written. To review there anyway, add a line to ${path}: muster hook run ${hook.name} -- "$@"`,
    );
  if (is.kind === 'changed')
    throw new MusterError(
      'usage',
      `${path} is a hook of Muster that was changed since`,
      'Nothing was written. Move it away, then try again.',
    );
  const aside = `${path}${ASIDE}`;
  const first = is.kind === 'ours' ? is.first : is.kind === 'other' ? aside : undefined;
  if (is.kind === 'other') {
    if (!chain)
      throw new MusterError(
        'usage',
        `${path} is there already and is not Muster's`,
        'Nothing was written. With --chain it is kept and run first.',
      );
    if (await exists(aside)) throw new MusterError('usage', `${aside} is in the way`, 'Nothing was written. Move it away, then try again.');
    await rename(path, aside);
  }
  await makeFolders(folder.path);
  await writeDurably(path, hookText({ ...hook, first }), 0o755);
  return { path, first };
}

/** `back`: whether a previous hook was restored. */
export async function removeHook(name: HookName, project: string): Promise<{ path: string; removed: boolean; back: boolean }> {
  const { path, is } = await lookAtHook(name, project);
  if (is.kind === 'absent' || is.kind === 'other') return { path, removed: false, back: false };
  if (is.kind === 'changed')
    throw new MusterError(
      'usage',
      `${path} has been changed since Muster wrote it`,
      'Nothing was removed. Delete it yourself, or the lines of it that you do not want.',
    );
  const { first } = is;
  if (first !== undefined && (await exists(first))) {
    await rename(first, path);
    return { path, removed: true, back: true };
  }
  await rm(path);
  return { path, removed: true, back: false };
}
