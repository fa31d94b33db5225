// `verify=False` outside tests: the connection is encrypted to whoever answers.

import { isNews } from '../news.ts';
import { isDocs, isTest } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

const CALL =
  /(?<![\w.])(?:requests|httpx|session|self\.session|self\._session|client|s|http|urllib3)\.(?:get|post|put|patch|delete|head|options|request|send|stream|Session|Client|AsyncClient)\s*\(/g;

export const verifyFalse: Rule = {
  id: 'slips/verify-false',
  says: 'a request with verify=False',
  find: (repo) =>
    acrossFiles(
      written(repo, (path) => path.endsWith('.py') && !isTest(path) && !isDocs(path)),
      ({ path }) => requestsIn(repo, path),
    ),
};

async function requestsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/\bverify\s*=\s*False\b/.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source) return [];
  const hits: Hit[] = [];
  for (const match of source.code.matchAll(/(?<![\w.])verify\s*=\s*False\b/g)) {
    const before = source.code.slice(Math.max(0, match.index - 1500), match.index);
    const calls = [...before.matchAll(CALL)];
    const call = calls.at(-1);
    // The call must still be open where the keyword stands.
    if (call === undefined || depthOf(before.slice(call.index + call[0].length - 1)) < 1) continue;
    const line = source.lines.at(match.index);
    if (!isNews(repo, path, line)) continue;
    hits.push({
      severity: 'major',
      title: `${path}:${line} turns certificate checks off`,
      claim: 'With `verify=False` any certificate is accepted, so whoever is in between can read and change what is sent.',
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Leave the default, or give `verify` the path of the certificate authority that is meant.',
      confidence: 0.9,
    });
  }
  return hits;
}

const depthOf = (code: string): number => [...code].reduce((depth, c) => depth + (c === '(' ? 1 : c === ')' ? -1 : 0), 0);
