// A file of tests that its runner never opens, because its name misses the pattern: tests that somebody wrote
// and nobody has run since.

import { isNews } from '../../news.ts';
import { isFixture, isVendored } from '../../reading/paths.ts';
import { lineAt } from '../../reading/places.ts';
import { sourceOf } from '../../reading/source.ts';
import type { Hit, Rule } from '../../rule.ts';
import { isFixtureProject } from '../fixture-project.ts';
import { type Unmatched, unmatchedInGo, unmatchedInRspec } from './unmatched.ts';
import { unmatchedInJavaScript } from './unmatched-javascript.ts';
import { unmatchedInPytest } from './unmatched-python.ts';

export const unmatchedTestFile: Rule = {
  id: 'tests/unmatched-test-file',
  says: "a test file whose name the runner's pattern misses",
  async find(repo) {
    const unmatched: Unmatched[] = [];
    for (const look of [unmatchedInGo, unmatchedInRspec, unmatchedInJavaScript, unmatchedInPytest]) unmatched.push(...(await look(repo)));
    const hits: Hit[] = [];
    for (const it of unmatched) {
      if (!repo.inScope(it.path) || isVendored(it.path) || isFixture(it.path) || isFixtureProject(repo, it.path)) continue;
      const source = await sourceOf(repo, it.path);
      if (!source || !isNews(repo, it.path, it.line)) continue;
      hits.push({
        severity: 'major',
        title: `${it.path} contains tests that ${it.runner} does not run`,
        claim: `${it.path} has tests (line ${it.line}), but ${it.runner} takes only ${it.pattern}; nothing else names the file.`,
        evidence: [lineAt(it.path, source.lines, it.line)],
        recommendation: `Rename the file so that ${it.runner} finds it, see whether its tests still pass, or delete it.`,
        confidence: 0.85,
      });
    }
    return hits;
  },
};
