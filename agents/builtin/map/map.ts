// The map of a repository: hints on where to look, not findings. Sizes and languages from the tree, churn and authors from history,
// promises and skipped tests from the text.

import type { RepositoryMap } from '../../../contracts/run/report.ts';
import { type Churn, changesOf } from '../../../runtime/workspace/churn.ts';
import { languageOf } from '../reading/language.ts';
import { isChangelog, isDocs, isFixture, isGenerated, isVendored } from '../reading/paths.ts';
import type { FileFacts } from './file-facts.ts';
import { nameOfLanguage } from './language-name.ts';
import { untestedAmong } from './untested.ts';

const HOTTEST = 10;
const MOST_LANGUAGES = 12;

/** A file in the scope; without facts if it is not text. */
export type ScopeFile = { path: string; facts: FileFacts | undefined };

type Text = FileFacts & { path: string };

export function mapFrom(files: readonly ScopeFile[], churn: Churn): RepositoryMap {
  const texts = files.flatMap(({ path, facts }) => (facts === undefined ? [] : [{ path, ...facts }]));
  const ours = texts.filter(({ path }) => !isVendored(path) && !isGenerated(path));
  const hot = hottest(churn, ours);
  return {
    files: files.length,
    lines: sum(texts.map((it) => it.lines)),
    languages: languagesOf(ours),
    hot: hot.slice(0, HOTTEST),
    todos: sum(ours.map((it) => it.todos)),
    skippedTests: sum(ours.map((it) => it.skipped)),
    untested: untestedAmong(
      ours,
      hot.map((it) => it.path),
    ),
  };
}

function hottest(churn: Churn, files: readonly Text[]): RepositoryMap['hot'] {
  return files
    .flatMap(({ path, lines }) => {
      const { changes, authors } = changesOf(churn, path);
      const counts = changes > 1 && languageOf(path) !== undefined && !isProse(path) && !isFixture(path);
      return counts ? [{ path, changes, authors, lines }] : [];
    })
    .sort((a, b) => heat(b) - heat(a) || (a.path < b.path ? -1 : 1));
}

const heat = (it: { changes: number; authors: number; lines: number }): number => it.changes * it.authors * it.lines;
const isProse = (path: string): boolean =>
  isChangelog(path) || (isDocs(path) && /\.(md|mdx|rst|txt|adoc)$/i.test(path)) || /\.(ya?ml|toml)$/.test(path);

function languagesOf(files: readonly Text[]): RepositoryMap['languages'] {
  const counts = new Map<string, { files: number; lines: number }>();
  for (const { path, lines } of files) {
    const name = nameOfLanguage(path);
    if (name === undefined) continue;
    const count = counts.get(name) ?? { files: 0, lines: 0 };
    counts.set(name, { files: count.files + 1, lines: count.lines + lines });
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_LANGUAGES);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, it) => all + it, 0);
