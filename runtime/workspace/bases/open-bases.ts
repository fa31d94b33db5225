// The repository of bases of a project: made when it is first needed, private, with nothing in it of its own.

import { mkdtemp, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, exists, privateFolder, syncFolder } from '../../files.ts';
import { removeTree } from '../checkout/remove-tree.ts';
import { makeBare } from '../git/bare.ts';
import type { Project } from '../project.ts';
import { whereOf } from './place.ts';

export const openBases = (gitDir: string, project: Project): Promise<void> =>
  makeBases(gitDir, project.kind === 'git' ? project.format : 'sha1', whereOf(project));

export async function makeBases(gitDir: string, format: 'sha1' | 'sha256', where: string): Promise<void> {
  if (await exists(gitDir)) return;
  await privateFolder(dirname(gitDir));
  const making = await mkdtemp(`${gitDir}.making-`);
  await makeBare(making, format, { description: `What Muster's runs looked at in ${where}` });
  // Whole or not at all. Who was faster made the very same.
  await rename(making, gitDir).catch(async (error: unknown) => {
    await removeTree(making);
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  });
  await syncFolder(dirname(gitDir));
}

/** The repository to which a folder beside it belongs that was being made or removed when everything stopped. */
export function leftoverOf(path: string): string | undefined {
  return /^(.+\.git)\.(making-.{6}|leaving)$/s.exec(path)?.[1];
}
