// `yaml.load(…)` without a Loader: before version 6, PyYAML executes what the file says; since 6 it raises an error.

import { isChangedLine } from '../changed-lines.ts';
import { closing, partsWithin } from '../reading/brackets.ts';
import { acrossFiles, judged, lineAt } from '../reading/places.ts';
import { sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';

export const unsafeYamlLoad: Rule = {
  id: 'slips/unsafe-yaml-load',
  says: 'yaml.load without a Loader',
  find: (repo) =>
    acrossFiles(
      judged(repo, (path) => path.endsWith('.py'), ['production']),
      ({ path }) => loadsIn(repo, path),
    ),
};

async function loadsIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/\byaml\.load(_all)?\s*\(/.test(text)) return [];
  const source = await sourceOf(repo, path);
  // Another object of that name, such as ruamel's, has its own `load`.
  if (!source || !/^\s*import\s+yaml\b/m.test(source.code) || /(?<![\w.])yaml\s*=|\bruamel\b/.test(source.code)) return [];
  const hits: Hit[] = [];
  for (const match of source.code.matchAll(/(?<![\w.])yaml\.load(?:_all)?\s*\(/g)) {
    const open = match.index + match[0].length - 1;
    const close = closing(source.code, open);
    if (close === undefined) continue;
    const call = source.code.slice(open, close);
    const line = source.lines.at(match.index);
    if (/Loader|\*/.test(call) || partsWithin(source.code, open, close).length !== 1 || !isChangedLine(repo, path, line)) continue;
    hits.push({
      severity: 'major',
      title: `${path}:${line} loads YAML without a Loader`,
      claim: 'Before PyYAML 6 this builds any Python object that the file names, and so runs its code; since 6 it raises a TypeError.',
      evidence: [lineAt(path, source.lines, line)],
      recommendation: 'Use yaml.safe_load(…).',
      confidence: 0.95,
    });
  }
  return hits;
}
