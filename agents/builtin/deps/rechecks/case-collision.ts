// Re-check of paths that differ only in case: by git's own entry for each spelling, asked one by one.

import type { Recheck } from '../../rule.ts';

const METHOD = 'Asked git for the entry of each spelling';

export const caseCollisionRecheck: Recheck = {
  category: 'slips/case-collision',
  method: METHOD,
  async judge(repo, claimed) {
    const byLower = new Map<string, string[]>();
    for (const path of new Set(claimed.evidence.flatMap((it) => it.path ?? []))) {
      const entry = await repo.entry(path);
      if (entry)
        byLower.set(path.toLowerCase(), [
          ...(byLower.get(path.toLowerCase()) ?? []),
          `${path} (${entry.type} ${entry.object.slice(0, 10)})`,
        ]);
    }
    const collisions = [...byLower.values()].filter((it) => it.length > 1);
    // A folded finding lists one path of each pair; this method cannot find the other.
    if (byLower.size > 1 && collisions.length === 0)
      return { verdict: 'ABSTAIN', basis: `${METHOD}: the finding names one path of each pair.` };
    return collisions.length > 0
      ? { verdict: 'AGREE', basis: `${METHOD}. Git has both: ${collisions.map((it) => it.join(' and ')).join('; ')}.` }
      : { verdict: 'DISAGREE', basis: `${METHOD}. Git has no two entries among these that differ only in case.` };
  },
};
