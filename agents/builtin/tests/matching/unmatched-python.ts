// pytest takes test_*.py and *_test.py, unless `python_files` says otherwise. Judged only where pytest is
// what the project is set up for.

import { globTest } from '../../../../runtime/globs.ts';
import { tomlEntries } from '../../reading/formats/toml.ts';
import { baseName, isTest } from '../../reading/paths.ts';
import { sourceOf } from '../../reading/source.ts';
import type { Repository } from '../../rule.ts';
import { isMentioned, stemOf } from '../mentions.ts';
import type { Unmatched } from './unmatched.ts';

export async function unmatchedInPytest(repo: Repository): Promise<Unmatched[]> {
  const patterns = await pytestPatterns(repo);
  if (!patterns) return [];
  const matches = patterns.map((it) => globTest(it));
  const found: Unmatched[] = [];
  for (const { path } of repo.files) {
    const name = baseName(path);
    if (!path.endsWith('.py') || !isTest(path) || name === 'conftest.py' || name === '__init__.py' || matches.some((it) => it(name)))
      continue;
    // A name that claims to be a test's; a helper beside the tests has any other.
    if (!/tests?/i.test(stemOf(path)) || /util|base|common|helper|mixin|abstract|suite|runner|lib/i.test(stemOf(path))) continue;
    const source = await sourceOf(repo, path);
    const match = source && /^(?:async )?def test_\w+\(|^class Test\w+[^\n]*:/m.exec(source.code);
    if (!source || !match || !/^\s*(?:async )?def test_\w+\(/m.test(source.code) || /__name__\s*==/.test(source.code)) continue;
    if (await isMentioned(repo, stemOf(path), path, ['.py', '.txt', '.rst', '.md'])) continue;
    found.push({ path, line: source.lines.at(match.index), runner: 'pytest', pattern: patterns.map((it) => `\`${it}\``).join(' and ') });
  }
  return found;
}

/** Undefined where nothing says pytest, or where its settings cannot be read. */
async function pytestPatterns(repo: Repository): Promise<string[] | undefined> {
  const usual = ['test_*.py', '*_test.py'];
  const pyproject = await repo.text('pyproject.toml');
  if (pyproject !== undefined) {
    const entries = tomlEntries(pyproject).filter((it) => it.table === 'tool.pytest.ini_options' || it.table === 'tool.pytest');
    const files = entries.find((it) => it.key === 'python_files');
    if (files) return patternsIn(files.value);
    if (entries.length > 0) return usual;
  }
  for (const [path, section] of [
    ['pytest.ini', 'pytest'],
    ['tox.ini', 'pytest'],
    ['setup.cfg', 'tool:pytest'],
  ] as const) {
    const text = await repo.text(path);
    const body = text === undefined ? undefined : new RegExp(`^\\[${section}\\]\\n((?:(?!\\[).*\\n?)*)`, 'm').exec(text)?.[1];
    if (body === undefined) continue;
    const files = /^python_files\s*[=:]\s*(.*(?:\n[ \t]+.*)*)/m.exec(body)?.[1];
    return files === undefined ? usual : patternsIn(files);
  }
  return undefined;
}

const patternsIn = (text: string): string[] =>
  [...text.matchAll(/[^\s"',[\]]+/g)].map((it) => it[0]).map((it) => (it.includes('*') || it.endsWith('.py') ? it : `${it}*`));
