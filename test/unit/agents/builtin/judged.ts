// Tables of claims for tests of re-checks: each table has one repository, each row one claim and the expected word.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuiltinAnalyser, ClaimedFinding, Repository } from '../../../../agents/builtin/rule.ts';
import { Verdict, type VerdictWord } from '../../../../contracts/findings/finding.ts';
import type { Repo } from '../../runtime/workspace/sandbox.ts';
import { type Files, withRepository } from './planted.ts';

export const text = (...lines: string[]): string => `${lines.join('\n')}\n`;

/** `path:line`, with further places, and what the re-check must say of it. */
export type Row = { at: string; says: VerdictWord; title?: string; claim?: string; with?: string[]; command?: string; digest?: string };

/** Each row is a claim about the tree that the commits leave behind. */
export function table(
  name: string,
  analyser: BuiltinAnalyser,
  category: string,
  commits: Files | Files[],
  rows: Row[],
  options: { before?: (git: Repo) => void; remove?: string[] } = {},
): void {
  const test = suite(`${analyser.name} on ${category}`);
  test(name, () =>
    withRepository(
      Array.isArray(commits) ? commits : [commits],
      async (repository, git) => {
        for (const row of rows)
          assert.is(await judged(analyser, category, repository, git, row), row.says, `${row.at} ${row.command ?? ''}`);
      },
      options,
    ),
  );
  test.run();
}

async function judged(analyser: BuiltinAnalyser, category: string, repository: Repository, git: Repo, row: Row): Promise<VerdictWord> {
  const recheck = analyser.rechecks.find((it) => it.category === category);
  if (!recheck) throw new Error(`${analyser.name} has no re-check of ${category}`);
  const evidence =
    row.command === undefined
      ? await Promise.all([row.at, ...(row.with ?? [])].map((at) => place(repository, at, row.digest)))
      : [{ command: row.command.replace('HEAD', git.git('rev-parse', 'HEAD')) }];
  const answer = await recheck.judge(repository, {
    id: 'F-001',
    title: row.title ?? 'A claim',
    category,
    severity: 'minor',
    claim: row.claim ?? 'It is so.',
    evidence,
  });
  Verdict.parse({ finding: 'F-001', ...answer });
  assert.ok(answer.basis.startsWith(recheck.method), 'the basis names the method');
  return answer.verdict;
}

async function place(repository: Repository, at: string, digest: string | undefined): Promise<ClaimedFinding['evidence'][number]> {
  const [path = '', line] = at.split(':');
  if (line === undefined) return { path };
  const quote = ((await repository.text(path)) ?? '').split('\n')[Number(line) - 1] ?? '';
  return digest === undefined ? { path, line: Number(line), quote } : { path, line: Number(line), quote: '***', quoteDigest: digest };
}
