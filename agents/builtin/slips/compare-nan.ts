// A comparison with NaN: it is never equal to anything, itself included, so the branch never changes.

import { isNews } from '../news.ts';
import { isTest } from '../reading/paths.ts';
import { acrossFiles, lineAt, written } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

const PROGRAM = /\.([cm]?[jt]sx?|py)$/;
const IN_SCRIPT = /(?:[=!]==?\s*(?:Number\.)?NaN\b(?!\s*[.(])|(?<![\w$.])(?:Number\.)?NaN\s*[=!]==?)/g;
const IN_PYTHON = /(?:[=!]=|\bis(?:\s+not)?)\s*(?:float\(\s*["'] *["']\s*\)|(?:np|numpy|math)\.nan\b)/g;

export const compareNan: Rule = {
  id: 'slips/compare-nan',
  says: 'a comparison with NaN, which is never equal to anything',
  find: (repo) =>
    acrossFiles(
      written(repo, (path) => PROGRAM.test(path) && !isTest(path)),
      ({ path }) => comparisonsIn(repo, path),
    ),
};

async function comparisonsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  // The look before the mask is what keeps a large tree quick.
  if (text === undefined || !/nan/i.test(text)) return [];
  const source = await sourceOf(repo, path);
  if (!source) return [];
  const hits: Hit[] = [];
  for (const match of source.code.matchAll(source.language === 'python' ? IN_PYTHON : IN_SCRIPT)) {
    const written = source.text.slice(match.index, match.index + match[0].length);
    if (/float\(/.test(written) && !/float\(\s*["'][+-]?nan["']/i.test(written)) continue;
    const line = source.lines.at(match.index);
    if (!isNews(repo, path, line)) continue;
    hits.push({
      severity: 'major',
      title: `${path}:${line} compares with NaN`,
      claim: `\`${written.trim()}\` has the same outcome for every value: NaN is equal to nothing, not even to itself.`,
      evidence: [lineAt(path, source.lines, line)],
      recommendation: source.language === 'python' ? 'Use math.isnan(…).' : 'Use Number.isNaN(…).',
      confidence: 0.95,
    });
  }
  return hits;
}
