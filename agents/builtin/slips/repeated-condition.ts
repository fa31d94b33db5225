// The same condition twice in one else-if chain: the later branch is never taken.

import { cut } from '../../../contracts/cut.ts';
import { isChangedLine } from '../changed-lines.ts';
import { type Language, languageOf } from '../reading/language.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { isInOwnTests, type Source, sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { type Chain, chainsIn } from './else-if-chains.ts';

const LANGUAGES = new Set<Language>(['javascript', 'python', 'go', 'rust', 'java', 'kotlin', 'c', 'csharp', 'php']);

export const repeatedCondition: Rule = {
  id: 'slips/repeated-condition',
  says: 'the same condition twice in an else-if chain',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => languageOf(path) !== undefined, ['production']),
      ({ path }) => repeatsIn(repo, path),
    ),
};

async function repeatsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/\belse\s+if\b|\belif\b|\belseif\b/.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source || !LANGUAGES.has(source.language)) return [];
  const hits: Hit[] = [];
  for (const { first, second, condition } of repeats(source, chainsIn(source))) {
    const [a, b] = [source.lines.at(first), source.lines.at(second)];
    if ((!isChangedLine(repo, path, b) && !isChangedLine(repo, path, a)) || isInOwnTests(source, first)) continue;
    hits.push({
      severity: 'major',
      title: `${path}:${b} repeats the condition of line ${a}`,
      claim: `\`${cut(condition, 200)}\` is tested on line ${a} and again on line ${b} of one chain: whenever it holds the first branch is taken, so the second never is.`,
      evidence: [lineAt(path, source.lines, b), lineAt(path, source.lines, a)],
      recommendation: 'One of the two was meant to test something else; correct it, or delete the branch.',
      confidence: 0.92,
    });
  }
  return hits;
}

function* repeats(source: Source, chains: Iterable<Chain>): Generator<{ first: number; second: number; condition: string }> {
  for (const chain of chains) {
    const seen = new Map<string, number>();
    for (const { start, end } of chain) {
      const condition = source.text.slice(start, end).replace(/\s+/g, ' ').trim();
      if (condition === '' || !isSteady(source.code.slice(start, end))) continue;
      const first = seen.get(condition);
      if (first === undefined) seen.set(condition, start);
      else yield { first, second: start, condition };
    }
  }
}

/** Asked twice it gives the same answer: it assigns, counts, awaits, reads and draws nothing. */
const isSteady = (code: string): boolean =>
  !/(\+\+|--|(?<![=!<>])=(?![=>])|:=|;|\bawait\b|\byield\b)/.test(code) &&
  !/(?:^|[^\w])(next|read\w*|pop|shift|match\w*|accept\w*|consume\w*|eat\w*|skip\w*|advance\w*|expect\w*|try\w*|poll\w*|take\w*|get(?:char|c|opt)?|fetch\w*|recv\w*|receive\w*|random\w*|rand|scan\w*|parse\w*|exec|test|peek|now|time|step|move\w*|lookahead\w*|find)\s*\(/i.test(
    code,
  );
