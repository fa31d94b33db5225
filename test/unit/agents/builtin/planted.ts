// Real repositories with planted problems, for the built-in rules: a table of paths and texts goes in, the
// places that a rule found come out, each piece of evidence checked against the tree on the way.

import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { type OpenedRepository, openRepository } from '../../../../agents/builtin/repository.ts';
import type { ClaimedFinding, Hit, Rule } from '../../../../agents/builtin/rule.ts';
import { Evidence } from '../../../../contracts/findings/finding.ts';
import { type Repo, sandbox } from '../../runtime/workspace/sandbox.ts';

export type Files = Record<string, string>;

/** Opens what the commits leave behind; with `since`, as a range from the first commit. */
export async function withRepository<Out>(
  commits: readonly Files[],
  use: (repository: OpenedRepository, git: Repo) => Promise<Out>,
  options: { range?: boolean; scope?: string[]; remove?: string[]; before?: (git: Repo) => void } = {},
): Promise<Out> {
  const place = sandbox();
  try {
    const git = place.repo();
    options.before?.(git);
    const ids = commits.map((files) => git.commit(files));
    if (options.remove) {
      git.git('rm', '--quiet', '--', ...options.remove);
      ids.push(git.commit({}, 'Take it away'));
    }
    const repository = await openRepository({
      gitDir: git.gitDir,
      commit: ids.at(-1) ?? '',
      from: options.range ? ids[0] : undefined,
      scope: options.scope ?? [],
    });
    try {
      return await use(repository, git);
    } finally {
      await repository.close();
    }
  } finally {
    place.remove();
  }
}

/** `path:line` of the first evidence of each hit, in order. */
export async function places(
  rule: Rule,
  commits: readonly Files[],
  options: { range?: boolean; scope?: string[]; remove?: string[] } = {},
): Promise<string[]> {
  return withRepository(commits, async (repository) => (await checkedHits(rule, repository)).map(placeOf).sort(), options);
}

export async function checkedHits(rule: Rule, repository: OpenedRepository): Promise<Hit[]> {
  const hits = await rule.find(repository);
  for (const hit of hits) {
    assert.ok(hit.title.length <= 300 && hit.claim.length <= 16_384, 'title and claim within their limits');
    for (const evidence of hit.evidence) {
      Evidence.parse(evidence);
      if (evidence.path === undefined || evidence.quote === undefined) continue;
      const text = (await repository.text(evidence.path)) ?? '';
      const line = (text.split('\n')[(evidence.line ?? 0) - 1] ?? '').replace(/\r$/, '');
      if (evidence.quoteDigest === undefined) assert.is(evidence.quote, line, 'the quote is the whole line');
      else assert.is(evidence.quoteDigest, createHash('sha256').update(line.replace(/\s+/g, ' ').trim()).digest('hex'));
    }
  }
  return hits;
}

const placeOf = (hit: Hit): string => {
  const first = hit.evidence[0];
  return first?.path === undefined ? (first?.command ?? '') : `${first.path}:${first.line ?? ''}`;
};

/** A hit as a re-checker is shown it. */
export const claimed = (rule: Pick<Rule, 'id'>, hit: Hit): ClaimedFinding => ({
  id: 'F-001',
  title: hit.title,
  category: rule.id,
  severity: hit.severity,
  claim: hit.claim,
  evidence: hit.evidence,
});
