// A pinned runtime that the project's own manifest excludes: .nvmrc, CI, or the Dockerfile against
// engines, requires-python, or the go line. No version satisfies both.

import { canMeet } from '../../../versions.ts';
import { isNews } from '../../news.ts';
import { lineAt } from '../../reading/places.ts';
import type { Hit, Rule } from '../../rule.ts';
import { type Pin, pinsOf, type Requirement, requirementsOf } from './runtimes.ts';

export const versionDisagreement: Rule = {
  id: 'slips/version-disagreement',
  says: 'a pinned runtime version that the manifest excludes',
  async find(repo) {
    const requirements = await requirementsOf(repo);
    if (requirements.length === 0) return [];
    const hits: Hit[] = [];
    const pins = await pinsOf(repo);
    for (const pin of pins) {
      const requirement = requirements.find((it) => it.runtime === pin.runtime);
      if (!requirement || canMeet(pin.version, requirement.range) !== false) continue;
      // CI may try older versions beside the ones that are promised; it disagrees when it tries none of those.
      if (pin.matrix && pins.some((it) => it.matrix && it.runtime === pin.runtime && canMeet(it.version, requirement.range) !== false))
        continue;
      if (!isNews(repo, pin.path, pin.line) && !isNews(repo, requirement.path, requirement.line)) continue;
      hits.push(hitFor(pin, requirement));
    }
    return hits;
  },
};

function hitFor(pin: Pin, requirement: Requirement): Hit {
  return {
    severity: 'minor',
    title: `${pin.path} pins ${pin.runtime} ${pin.version}, which ${requirement.path} excludes`,
    claim: `${pin.path}:${pin.line} asks for ${pin.runtime} ${pin.version}; ${requirement.path}:${requirement.line} requires \`${requirement.written}\`. No version satisfies both.`,
    evidence: [lineAt(pin.path, pin.lines, pin.line), lineAt(requirement.path, requirement.lines, requirement.line)],
    recommendation: 'Make the two agree.',
    confidence: 0.92,
  };
}
