// The symbolic links of a tree that people follow, and where each leads.

import type { Repository } from '../rule.ts';
import { folderOf, isFixture, isTest, isVendored, resolveIn } from './paths.ts';

export type FoundLink = {
  path: string;
  target: string /** Within the repository; undefined when it leads out. */;
  inside: string | undefined;
};

/** Links of the repository that people follow; test data may contain broken ones on purpose. */
export async function linksOf(repo: Repository): Promise<FoundLink[]> {
  const found: FoundLink[] = [];
  for (const { path, mode } of repo.files) {
    if (mode !== '120000' || !repo.inScope(path) || isFixture(path) || isTest(path) || isVendored(path)) continue;
    const target = await repo.link(path);
    if (target === undefined || target === '') continue;
    found.push({ path, target, inside: target.startsWith('/') ? undefined : resolveIn(folderOf(path), target) });
  }
  return found;
}
