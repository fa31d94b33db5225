// Two paths that differ only in case: on macOS and Windows one of them is lost at checkout.

import { isChangedFile } from '../../changed-lines.ts';
import { isFixture, isTest, isVendored } from '../../reading/paths.ts';
import type { Hit, Rule } from '../../rule.ts';

export const caseCollision: Rule = {
  id: 'slips/case-collision',
  says: 'two paths that differ only in case',
  async find(repo) {
    const byLower = new Map<string, string[]>();
    for (const path of pathsAndFolders(repo.files.map((file) => file.path))) {
      const lower = path.toLowerCase();
      const others = byLower.get(lower);
      if (others) others.push(path);
      else byLower.set(lower, [path]);
    }
    const hits: Hit[] = [];
    const told: string[] = [];
    for (const [lower, paths] of byLower) {
      if (paths.length < 2 || told.some((above) => lower.startsWith(`${above}/`))) continue;
      if (!paths.some((path) => repo.inScope(path)) || paths.some((path) => isFixture(path) || isVendored(path) || isTest(path))) continue;
      if (repo.change && !repo.files.some((file) => isChangedFile(repo, file.path) && file.path.toLowerCase().startsWith(lower))) continue;
      told.push(lower);
      hits.push({
        severity: 'major',
        title: `${paths.join(' and ')} differ only in case`,
        claim: `A case-insensitive file system, the default on macOS and Windows, can only store one of ${paths.join(', ')}: a checkout there shows spurious changes, and part of the content is missing.`,
        evidence: paths.map((path) => ({ path })),
        recommendation: 'Rename one of them.',
        confidence: 0.95,
      });
    }
    return hits;
  },
};

function pathsAndFolders(paths: readonly string[]): Set<string> {
  const all = new Set<string>();
  for (const path of paths) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) all.add(path.slice(0, end));
    all.add(path);
  }
  return all;
}
