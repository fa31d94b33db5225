// A symbolic link in git whose target is not in the tree.

import { cut } from '../../../../contracts/cut.ts';
import { existence, takenAway } from '../../reading/existence.ts';
import { linksOf } from '../../reading/symlinks.ts';
import type { Hit, Rule } from '../../rule.ts';

export const brokenSymlink: Rule = {
  id: 'slips/broken-symlink',
  says: 'a symbolic link whose target does not exist',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path, target, inside } of await linksOf(repo)) {
      if (inside === undefined || (await existence(repo, inside)) !== 'missing') continue;
      const brokenBy = takenAway(repo, inside);
      if (repo.change && !repo.change.touched.has(path) && brokenBy === undefined) continue;
      const gone = await repo.departure(inside);
      hits.push({
        severity: 'minor',
        title: `the link ${path} leads to ${target}, which does not exist`,
        claim: `${path} is a symbolic link to ${inside}, and the tree has nothing there.${gone ? ` Commit ${gone.commit.slice(0, 10)} (“${cut(gone.subject, 120)}”) ${gone.renamedTo ? `renamed it to ${gone.renamedTo}` : 'removed it'}.` : ''}`,
        evidence: [{ path }],
        recommendation: gone?.renamedTo ? `Point it at ${gone.renamedTo}.` : 'Correct the link, or delete it.',
        confidence: 0.93,
        brokenBy,
      });
    }
    return hits;
  },
};
