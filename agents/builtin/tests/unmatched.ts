// Runners with one fixed rule for names: go test, Maven's surefire, RSpec.

import { closing } from '../reading/brackets.ts';
import { baseName, folderOf, isTest } from '../reading/paths.ts';
import { sourceOf } from '../reading/source.ts';
import type { Repository } from '../rule.ts';
import { isMentioned, stemOf } from './mentions.ts';

export type Unmatched = { path: string; line: number; runner: string; pattern: string };

/** `func TestX(t *testing.T)` outside a `_test.go` file is an ordinary function, unless somebody calls it. */
export async function unmatchedInGo(repo: Repository): Promise<Unmatched[]> {
  const found: Unmatched[] = [];
  for (const { path } of repo.files) {
    if (!path.endsWith('.go') || path.endsWith('_test.go') || !(await repo.text(path))?.includes('*testing.T')) continue;
    const source = await sourceOf(repo, path);
    const match = source && /^func (Test[A-Z]\w*)\(\w+ \*testing\.T\)/m.exec(source.code);
    if (!source || !match) continue;
    const name = match[1] ?? '';
    if ((source.code.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1 || (await isMentioned(repo, name, path, ['.go']))) continue;
    found.push({ path, line: source.lines.at(match.index), runner: 'go test', pattern: 'files that end in `_test.go`' });
  }
  return found;
}

const SUREFIRE = /^(Test.*|.*Tests?|.*TestCase|IT.*|.*IT|.*ITCase)\.java$/;

/** JUnit classes in src/test/java of a Maven module that leaves surefire's patterns alone. */
export async function unmatchedInMaven(repo: Repository): Promise<Unmatched[]> {
  const found: Unmatched[] = [];
  for (const { path } of repo.files) {
    const root = /^(.*?)src\/test\/java\//.exec(path)?.[1];
    if (root === undefined || !path.endsWith('.java') || SUREFIRE.test(baseName(path))) continue;
    if (!repo.has(`${root}pom.xml`) || (await namesPatterns(repo, root))) continue;
    const source = await sourceOf(repo, path);
    if (!source) continue;
    const test = /^[ \t]*@(?:Test|ParameterizedTest)\b/m.exec(source.code);
    const type = /^(?:public\s+|final\s+)*class\s+(\w+)[^{]*\{/m.exec(source.code);
    if (!test || !type || test.index < type.index || /\babstract\s+class\s+/.test(source.code.slice(0, test.index))) continue;
    // The test must be a member of the class itself, not of one inside it.
    const open = type.index + type[0].length - 1;
    if (depthAt(source.code, open, test.index) !== 1 || closing(source.code, open) === undefined) continue;
    if (await isMentioned(repo, type[1] ?? '', path, ['.java', '.kt', '.groovy', '.xml'])) continue;
    found.push({
      path,
      line: source.lines.at(test.index + test[0].length - 1),
      runner: 'Maven (surefire)',
      pattern: '`Test*`, `*Test`, `*Tests` and `*TestCase`',
    });
  }
  return found;
}

/** This module's pom or one above it has includes of its own, or another build runs beside Maven. */
async function namesPatterns(repo: Repository, root: string): Promise<boolean> {
  for (let folder = root.replace(/\/$/, ''); ; folder = folderOf(folder)) {
    const at = folder === '' ? '' : `${folder}/`;
    const pom = (await repo.text(`${at}pom.xml`)) ?? '';
    if (/<(include|test|suiteXmlFile|includesFile|testng)>/.test(pom) || /\$\{[^}]*test[^}]*include/i.test(pom)) return true;
    if (['build.gradle', 'build.gradle.kts', 'BUILD', 'BUILD.bazel', 'build.xml'].some((it) => repo.has(`${at}${it}`))) return true;
    if (folder === '') return false;
  }
}

function depthAt(code: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) depth += code[at] === '{' ? 1 : code[at] === '}' ? -1 : 0;
  return depth;
}

/** `describe` in spec/ under a name without `_spec.rb`. */
export async function unmatchedInRspec(repo: Repository): Promise<Unmatched[]> {
  const found: Unmatched[] = [];
  const settings = (await repo.text('.rspec')) ?? '';
  if (!repo.hasFolder('spec') || /--pattern/.test(settings)) return found;
  for (const { path } of repo.files) {
    if (!path.startsWith('spec/') || !path.endsWith('.rb') || path.endsWith('_spec.rb') || /\/(support|shared\w*|templates?)\//.test(path))
      continue;
    const source = await sourceOf(repo, path);
    const match = source && isTest(path) ? /^(?:RSpec\.)?describe\s/m.exec(source.code) : null;
    if (!source || !match || /\bshared_(examples|context)/.test(source.code)) continue;
    if (await isMentioned(repo, stemOf(path), path, ['.rb', '.rake', 'Rakefile'])) continue;
    found.push({ path, line: source.lines.at(match.index), runner: 'RSpec', pattern: 'files that end in `_spec.rb`' });
  }
  return found;
}
