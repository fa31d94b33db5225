// A symbolic link in git that leads outside the repository: nowhere, or to something else on each machine.

import { linksOf } from '../../reading/symlinks.ts';
import type { Hit, Rule } from '../../rule.ts';

export const escapingSymlink: Rule = {
  id: 'slips/escaping-symlink',
  says: 'a symbolic link that leads outside the repository',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path, target, inside } of await linksOf(repo)) {
      if (inside !== undefined || (repo.change && !repo.change.touched.has(path)) || /^\/(dev|proc)\//.test(target)) continue;
      hits.push({
        severity: 'minor',
        title: `the link ${path} leads outside the repository, to ${target}`,
        claim: `${path} is a symbolic link to ${target}, which is not part of the repository: on another machine it leads nowhere, or to something else.`,
        evidence: [{ path }],
        recommendation: 'Point it at a path within the repository, or delete it.',
        confidence: 0.92,
      });
    }
    return hits;
  },
};
