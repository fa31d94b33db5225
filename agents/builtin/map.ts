// The map of a repository: where to look, never a finding. Sizes and languages from the tree, churn
// and authors from history, promises and skipped tests from the text.

import type { RepositoryMap } from '../../contracts/run/report.ts';
import { type Language, languageOf } from './reading/language.ts';
import { extensionOf, isChangelog, isDocs, isFixture, isGenerated, isTest, isVendored } from './reading/paths.ts';
import { sourceOf } from './reading/source.ts';
import type { Repository } from './rule.ts';
import { untestedAmong } from './untested.ts';

const HOTTEST = 10;
const MOST_LANGUAGES = 12;

export async function makeMap(repo: Repository): Promise<RepositoryMap> {
  const files = repo.files.filter((file) => file.mode.startsWith('100') && repo.inScope(file.path));
  const read = await Promise.all(files.map(async ({ path }) => ({ path, text: await repo.text(path) })));
  const texts = read.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, lines: countLines(text), text }]));
  const ours = texts.filter(({ path }) => !isVendored(path) && !isGenerated(path));
  const marks = await Promise.all(ours.map(({ path, text }) => marksIn(repo, path, text)));
  const hot = await hottest(repo, ours);
  return {
    files: files.length,
    lines: sum(texts.map((it) => it.lines)),
    languages: languagesOf(ours),
    hot: hot.slice(0, HOTTEST),
    todos: sum(marks.map((it) => it.todos)),
    skippedTests: sum(marks.map((it) => it.skipped)),
    untested: untestedAmong(
      ours,
      hot.map((it) => it.path),
    ),
  };
}

type Sized = { path: string; lines: number };

async function hottest(repo: Repository, files: readonly Sized[]): Promise<RepositoryMap['hot']> {
  const churn = await repo.churn();
  return files
    .flatMap(({ path, lines }) => {
      const { changes, authors } = churn.get(path) ?? { changes: 0, authors: 0 };
      const counts = changes > 1 && languageOf(path) !== undefined && !isProse(path) && !isFixture(path);
      return counts ? [{ path, changes, authors, lines }] : [];
    })
    .sort((a, b) => heat(b) - heat(a) || (a.path < b.path ? -1 : 1));
}

const heat = (it: { changes: number; authors: number; lines: number }): number => it.changes * it.authors * it.lines;
const isProse = (path: string): boolean =>
  isChangelog(path) || (isDocs(path) && /\.(md|mdx|rst|txt|adoc)$/i.test(path)) || /\.(ya?ml|toml)$/.test(path);

function languagesOf(files: readonly Sized[]): RepositoryMap['languages'] {
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

const NAMES: Readonly<Record<Language, string>> = {
  javascript: 'JavaScript',
  python: 'Python',
  go: 'Go',
  rust: 'Rust',
  java: 'Java',
  kotlin: 'Kotlin',
  c: 'C/C++',
  csharp: 'C#',
  php: 'PHP',
  ruby: 'Ruby',
  shell: 'Shell',
  yaml: 'YAML',
  toml: 'TOML',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  md: 'Markdown',
  mdx: 'Markdown',
  rst: 'reStructuredText',
  json: 'JSON',
  html: 'HTML',
  css: 'CSS',
  scss: 'CSS',
  less: 'CSS',
  vue: 'Vue',
  svelte: 'Svelte',
  swift: 'Swift',
  scala: 'Scala',
  dart: 'Dart',
  lua: 'Lua',
  sql: 'SQL',
  tcl: 'Tcl',
  ex: 'Elixir',
  exs: 'Elixir',
  ps1: 'PowerShell',
};

export function nameOfLanguage(path: string): string | undefined {
  if (/\.[cm]?tsx?$/.test(path)) return 'TypeScript';
  const language = languageOf(path);
  return language === undefined ? OTHER_NAMES[extensionOf(path)] : NAMES[language];
}

const TODO = /\b(TODO|FIXME|XXX|HACK)\b/g;
const SKIPPED =
  /(?<![\w.$])(?:(?:it|test|describe|context|suite|specify)\.skip\b|(?:xit|xdescribe|xtest|xcontext|xspecify)\s*\()|@(?:pytest\.mark\.skip|unittest\.skip|skip\b)|\bt\.Skip(?:f|Now)?\(|@(?:Ignore|Disabled)\b|#\[ignore\b/g;

async function marksIn(repo: Repository, path: string, text: string): Promise<{ todos: number; skipped: number }> {
  // The look before the mask is what keeps a large tree quick.
  const hasTodo = /\b(?:TODO|FIXME|XXX|HACK)\b/.test(text);
  const tests = isTest(path) || path.endsWith('.rs');
  if (!hasTodo && !tests) return { todos: 0, skipped: 0 };
  const source = await sourceOf(repo, path);
  if (!source) return { todos: 0, skipped: 0 };
  const said = source.comments.map((it) => text.slice(it.start, it.end)).join('\n');
  return { todos: count(said, TODO), skipped: tests ? count(source.code, SKIPPED) : 0 };
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
const countLines = (text: string): number => (text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0));
const sum = (numbers: readonly number[]): number => numbers.reduce((all, it) => all + it, 0);
