// Whether a project is itself a test runner or an assertion library: its tests deliberately do what is a mistake elsewhere (focus, leave
// empty, assert nothing), to see what happens.

import { memberAt, parseJson, stringsIn, textAt } from '../reading/formats/json.ts';
import type { Repository } from '../rule.ts';

const kept = new WeakMap<Repository, Promise<boolean>>();

export function isTestTool(repo: Repository): Promise<boolean> {
  const before = kept.get(repo);
  if (before) return before;
  const reading = judge(repo);
  kept.set(repo, reading);
  return reading;
}

async function judge(repo: Repository): Promise<boolean> {
  const json = parseJson((await repo.text('package.json')) ?? '');
  if (json) {
    if (
      /^(@[\w-]+\/)?(root-)?(mocha|jest|vitest|jasmine|ava|uvu|tap|tape|qunit|karma|cypress|chai|expect|unexpected|testing-library)(-monorepo|\/monorepo)?$/.test(
        textAt(json, 'name') ?? '',
      )
    )
      return true;
    const words = stringsIn(memberAt(json, 'keywords')?.value).map((it) => it.value.toLowerCase());
    if (
      words.some((it) =>
        ['tdd', 'bdd', 'test runner', 'test-runner', 'testing framework', 'test framework', 'assertion', 'assertions'].includes(it),
      )
    )
      return true;
  }
  // A monorepo's root has no keywords, but a package named after the tool.
  if (['jest-circus', 'vitest', 'mocha', 'ava', 'jasmine-core'].some((it) => repo.has(`packages/${it}/package.json`))) return true;
  for (const path of ['pyproject.toml', 'setup.py', 'setup.cfg']) {
    if (/Framework :: Pytest|Topic :: Software Development :: Testing(?! :: Traffic)/.test((await repo.text(path)) ?? '')) return true;
  }
  if (
    /<artifactId>\s*(junit|testng|mockito|assertj|hamcrest|truth|spock)[\w-]*\s*<\/artifactId>/.test(
      ((await repo.text('pom.xml')) ?? '').split('<dependencies>')[0] ?? '',
    )
  )
    return true;
  return /^module \S*\/(ginkgo|gomega|testify|goconvey|gotestsum)\b/m.test((await repo.text('go.mod')) ?? '');
}
