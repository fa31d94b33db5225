// Whether a file belongs to a small complete project that a test runner or build tool keeps among its tests to run itself on. What is
// wrong in such a project is what is being tested.

import { folderOf, isTest } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';

const SEVERAL = 3;
const kept = new WeakMap<Repository, Map<string, number>>();

/** Whether the path is below a test folder with several folders that have a manifest of their own, and inside one of those. */
export function isFixtureProject(repo: Repository, path: string): boolean {
  let projects = kept.get(repo);
  if (!projects) {
    projects = new Map();
    for (const file of repo.files) {
      if (!file.path.endsWith('/package.json')) continue;
      const above = folderOf(folderOf(file.path));
      if (isTest(`${above}/x`)) projects.set(above, (projects.get(above) ?? 0) + 1);
    }
    kept.set(repo, projects);
  }
  for (let at = folderOf(path); at !== ''; at = folderOf(at)) {
    if (repo.has(`${at}/package.json`) && (projects.get(folderOf(at)) ?? 0) >= SEVERAL) return true;
  }
  return false;
}
