// Changes of judge files that decide which checks are run and how strict they are, and changes that do not.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { turnedJudges } from '../../../../validators/proof/turned-judge.ts';

const turned = suite('judge files that are turned');

const manifest = (more: object = {}, scripts: object = {}): string =>
  JSON.stringify({
    name: 'yard',
    version: '1.0.0',
    scripts: { test: 'npm run unit', unit: 'node --test', lint: 'eslint .', ...scripts },
    ...more,
  });
const MAKE = 'check: build\n\tnode --test\n';
const VITEST = 'export default {\n  test: {\n    include: ["test/**"],\n  },\n};\n';
const PYPROJECT = '[project]\nname = "yard"\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n';
type Case = [path: string, before: string, after: string];

const TURNED: Record<string, Case> = {
  'the script of the check': ['package.json', manifest(), manifest({}, { test: 'node --test test/a.test.mjs' })],
  'a script behind it': ['package.json', manifest(), manifest({}, { unit: 'node --test test/a.test.mjs' })],
  'a script before it': ['package.json', manifest(), manifest({}, { pretest: 'rm test/b.test.mjs' })],
  'a script before one behind it': ['package.json', manifest(), manifest({}, { preunit: 'rm test/b.test.mjs' })],
  'a script at each installation': ['package.json', manifest(), manifest({}, { postinstall: 'node patch.mjs' })],
  'settings of a runner': ['package.json', manifest(), manifest({ jest: { testPathIgnorePatterns: ['b'] } })],
  'other versions beneath': ['package.json', manifest(), manifest({ overrides: { vitest: '0.1.0' } })],
  'a runner from elsewhere': [
    'package.json',
    manifest({ devDependencies: { vitest: '^4' } }),
    manifest({ devDependencies: { vitest: 'file:./mine' } }),
  ],
  'a manifest that cannot be read': ['package.json', manifest(), '{'],
  'a recipe': ['Makefile', MAKE, MAKE.replace('--test', '--test test/a.test.mjs')],
  'a recipe that may fail': ['Makefile', MAKE, MAKE.replace('\tnode', '\t-node')],
  'one more line of a recipe': ['Makefile', MAKE, 'check: build\n\trm test/b.test.mjs\n\tnode --test\n'],
  'a target again': ['Makefile', MAKE, `${MAKE}check:\n\ttrue\n`],
  'flags of make': ['Makefile', MAKE, `MAKEFLAGS += -i\n${MAKE}`],
  'what is left out': ['vitest.config.mjs', VITEST, VITEST.replace('["test/**"],', '["test/**"], exclude: ["test/b*"],')],
  'chosen by name': ['vitest.config.mjs', VITEST, VITEST.replace('    include', '    testNamePattern: "a",\n    include')],
  'tried again': ['vitest.config.ts', VITEST, VITEST.replace('    include', '    retry: 9,\n    include')],
  'no tests are enough': ['jest.config.js', 'module.exports = {};\n', 'module.exports = { passWithNoTests: true };\n'],
  'another module': ['jest.config.js', 'module.exports = {};\n', 'module.exports = { moduleNameMapper: { "./b": "./fake" } };\n'],
  'coverage': ['vitest.config.ts', 'export default { thresholds: { lines: 90 } };\n', 'export default { thresholds: { lines: 9 } };\n'],
  'options of pytest': ['pyproject.toml', PYPROJECT, `${PYPROJECT}addopts = "-k a"\n`],
  'a new file of pytest': ['pytest.ini', '', '[pytest]\npython_files = test_a.py\n'],
  'a hook of pytest': ['conftest.py', '', 'def pytest_configure(config):\n    config.option.keyword = "a"\n'],
  'the shell of scripts': ['.npmrc', '', 'script-shell=/bin/true\n'],
  'tests of a crate': ['Cargo.toml', '[package]\nname = "a"\n', '[package]\nname = "a"\nautotests = false\n'],
  'a module of go in the place of another': ['go.mod', 'module a\n', 'module a\nreplace x => ./mine\n'],
};
for (const [what, [path, before, after]] of Object.entries(TURNED))
  turned(`turned: ${what}`, () =>
    assert.equal([...new Set(turnedJudges([{ path, before, after }], [['npm', 'test']]).map((it) => it.path))], [path]),
  );

/** What a stage that names the file does with it. */
const HONEST: Record<string, Case> = {
  'a dependency': ['package.json', manifest(), manifest({ dependencies: { zod: '^4.0.0' }, devDependencies: { vitest: '^4.0.0' } })],
  'another version': [
    'package.json',
    manifest({ dependencies: { zod: '^3' } }),
    manifest({ dependencies: { zod: '^4' }, version: '2.0.0' }),
  ],
  'a package of the workspace': ['package.json', manifest(), manifest({ dependencies: { '@a/b': 'workspace:*' } })],
  'a script': ['package.json', manifest(), manifest({ description: 'Yard', bin: 'a.mjs' }, { build: 'tsc', prebuild: 'rm -rf dist' })],
  'a script of another check': ['package.json', manifest(), manifest({}, { lint: 'eslint src' })],
  'a first check': ['package.json', JSON.stringify({ name: 'yard' }), manifest()],
  'its form': ['package.json', manifest(), JSON.stringify(JSON.parse(manifest()), null, 2)],
  'a target': ['Makefile', MAKE, `${MAKE}build: src\n\ttsc\n.PHONY: build\n`],
  'a recipe that prints less': ['Makefile', MAKE, MAKE.replace('\tnode', '\t@node')],
  'a comment': ['vitest.config.ts', VITEST, `// exclude: none\n${VITEST}`],
  'globals': ['vitest.config.ts', VITEST, VITEST.replace('    include', '    globals: true,\n    include')],
  'a fixture': ['conftest.py', '', 'import pytest\n\n@pytest.fixture\ndef wanted():\n    return 42\n'],
  'a dependency of python': ['pyproject.toml', PYPROJECT, PYPROJECT.replace('"yard"\n', '"yard"\ndependencies = ["requests"]\n')],
  'a crate': ['Cargo.toml', '[package]\nname = "a"\n', '[package]\nname = "a"\n[dependencies]\nserde = "1"\n'],
  'a module of go': ['go.mod', 'module a\n', 'module a\nrequire x v1.0.0\n'],
  'a new linter': ['eslint.config.js', '', 'export default [{ files: ["src/**"], rules: {} }];\n'],
  'the product': ['src/include.mjs', 'exclude = 1;\n', 'exclude = 2;\n'],
};
for (const [what, [path, before, after]] of Object.entries(HONEST))
  turned(`honest: ${what}`, () => assert.equal(turnedJudges([{ path, before, after }], [['npm', 'test']]), []));

turned.run();
