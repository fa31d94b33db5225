// Opens the repository of bases of a project. It is created when first needed, private and without content.

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
  // Atomic. If another process was faster, it made the same repository.
  await rename(making, gitDir).catch(async (error: unknown) => {
    await removeTree(making);
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  });
  await syncFolder(dirname(gitDir));
}

/** The repository to which a leftover folder beside it belongs, from a creation or removal that was interrupted. */
export function leftoverOf(path: string): string | undefined {
  return /^(.+\.git)\.(making-.{6}|leaving)$/s.exec(path)?.[1];
}
