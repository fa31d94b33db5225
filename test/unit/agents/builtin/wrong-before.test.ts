// Former false alarms: findings that were right about the text but wrong about its meaning. Each comes with a similar case that must still
// be found.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockfileOutOfRange } from '../../../../agents/builtin/deps/lockfile-out-of-range.ts';
import { undeclaredImport } from '../../../../agents/builtin/deps/undeclared-import.ts';
import { codeownersNothing } from '../../../../agents/builtin/links/codeowners-nothing.ts';
import { deadRelativeLink } from '../../../../agents/builtin/links/dead-relative-link.ts';
import { missingWorkflowFile } from '../../../../agents/builtin/links/missing-workflow-file.ts';
import type { Rule } from '../../../../agents/builtin/rule.ts';
import { assignedLiteral } from '../../../../agents/builtin/secrets/assigned-literal.ts';
import { duplicateKey } from '../../../../agents/builtin/slips/duplicate-key.ts';
import { identicalOperands } from '../../../../agents/builtin/slips/identical-operands.ts';
import { mutableDefault } from '../../../../agents/builtin/slips/mutable-default.ts';
import { focusedTest } from '../../../../agents/builtin/tests/focused-test.ts';
import { shadowedTest } from '../../../../agents/builtin/tests/shadowed-test.ts';
import { unawaitedAssertion } from '../../../../agents/builtin/tests/unawaited-assertion.ts';
import { type Files, places } from './planted.ts';

const test = suite('right about the text, wrong about the matter');

const REJECTS = "it('fails', () => {\n  expect(load()).rejects.toThrow();\n});\n";
const LOCK =
  '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "a": "^1.0.0" } }, "node_modules/a": { "version": "1.2.0" } } }\n';
const SHADOWED = 'def test_x(a):\n    a.b\n\n\ndef test_x(b):\n    b.c\n';

const CASES: readonly { name: string; rule: Rule; wrong: Files; right: Files; found: string[] }[] = [
  {
    name: 'a test of ordering compares equal values on purpose',
    rule: identicalOperands,
    wrong: { 'test/order.test.js': 'const same = a == a;\nif (a.b && a.b) c();\n', 'src/order.js': 'assert(a.b == a.b);\n' },
    right: { 'src/order.js': 'if (a.b && a.b) c();\n' },
    found: ['src/order.js:1'],
  },
  {
    name: 'Rust keeps its tests in the file that they are of',
    rule: assignedLiteral,
    wrong: { 'src/a.rs': '#[cfg(test)]\nmod tests {\n    fn a() { let client_secret = "k3J9sD82mQx1Zp07"; }\n}\n' },
    right: { 'src/a.rs': 'fn a() { let client_secret = "k3J9sD82mQx1Zp07"; }\n\n#[cfg(test)]\nmod tests {}\n' },
    found: ['src/a.rs:1'],
  },
  {
    name: 'a program that looks for secrets tries its rules on what looks like one',
    rule: assignedLiteral,
    wrong: {
      'README.md': '# Finder\n\nFinder is a tool that detects hardcoded secrets in git repositories.\n',
      'rules/a.go': 'var client_secret = "k3J9sD82mQx1Zp07"\n',
    },
    right: {
      'README.md': '# Shop\n\nSells shoes.\n',
      'rules/a.go': 'var client_secret = "k3J9sD82mQx1Zp07"\nvar app_secret = "h3J9sD82mQx1Zp08" // gitleaks:allow\n',
    },
    found: ['rules/a.go:1'],
  },
  {
    name: 'the action that a repository is',
    rule: missingWorkflowFile,
    wrong: { 'action.yml': 'name: x\n', '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    steps:\n      - uses: ./\n' },
    right: { '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    steps:\n      - uses: ./\n' },
    found: ['.github/workflows/a.yml:5'],
  },
  {
    name: 'bun waits for an assertion that nobody awaits',
    rule: unawaitedAssertion,
    wrong: { 'a.test.ts': `import { expect, it } from 'bun:test';\n${REJECTS}` },
    right: { 'a.test.ts': `import { expect, it } from '@jest/globals';\n${REJECTS}` },
    found: ['a.test.ts:3'],
  },
  {
    name: 'so does vitest, imported or by its globals',
    rule: unawaitedAssertion,
    wrong: {
      'package.json': '{ "devDependencies": { "vitest": "3.0.0" } }\n',
      'a.test.ts': REJECTS,
      'b.test.ts': `import { expect, it } from 'vitest';\n${REJECTS}`,
    },
    right: { 'package.json': '{ "devDependencies": { "jest": "30.0.0", "vitest": "3.0.0" } }\n', 'a.test.ts': REJECTS },
    found: ['a.test.ts:2'],
  },
  {
    name: 'a guide to writing shows links that lead nowhere',
    rule: deadRelativeLink,
    wrong: { 'docs/markdown-guide.md': '# Writing Markdown\n\n[page](./my-page.md) ![alt](shot.png) [x](other/thing.md)\n' },
    right: { 'docs/install.md': '# Installing\n\nSee [the settings](./settings.md).\n' },
    found: ['docs/install.md:3'],
  },
  {
    name: 'a name that stands for any is no target',
    rule: deadRelativeLink,
    wrong: { 'README.md': 'Write `x` as [title](path/to/file.md) or [it](your-page.md).\n' },
    right: { 'README.md': 'Read [the guide](guides/first.md).\n' },
    found: ['README.md:1'],
  },
  {
    name: 'a template is rendered elsewhere',
    rule: deadRelativeLink,
    wrong: { '.github/PULL_REQUEST_TEMPLATE.md': '[c](CONTRIBUTING.md)\n', 'templates/app/README.md': '[c](docs/start.md)\n' },
    right: { 'app/README.md': '[c](docs/start.md)\n' },
    found: ['app/README.md:1'],
  },
  {
    name: 'a mirrored copy keeps the links of the page that it mirrors',
    rule: deadRelativeLink,
    wrong: { 'README.md': '[c](docs/start.md)\n', 'docs/start.md': 's\n', 'packages/core/README.md': '[c](docs/start.md)\n' },
    right: { 'README.md': 'Hello\n', 'docs/start.md': 's\n', 'packages/core/README.md': 'Then [c](docs/begin.md)\n' },
    found: ['packages/core/README.md:1'],
  },
  {
    name: 'a site makes addresses out of pages, whatever its folder is called',
    rule: deadRelativeLink,
    wrong: {
      'manual-v2/.vitepress/config.ts': 'export default {};\n',
      'manual-v2/a/b.md': '[rules](../reference/rules/index) [c](../cli#run)\n',
    },
    right: { 'manual-v2/a/b.md': '[rules](../reference/Rules.md)\n' },
    found: ['manual-v2/a/b.md:1'],
  },
  {
    name: 'a book whose program turns README.md into index.md',
    rule: deadRelativeLink,
    wrong: {
      'book/book.toml': '[book]\n',
      'book/src/README.md': 'r\n',
      'book/src/usage.md': 'See [the start](start/index.md) and [all](index.md).\n',
    },
    right: { 'book/src/usage.md': 'See [the start](start/first.md).\n' },
    found: ['book/src/usage.md:1'],
  },
  {
    name: 'a text that a site takes in links to addresses of the site',
    rule: deadRelativeLink,
    wrong: { 'packages/core/messages/errors.md': 'See [the guide](v5-migration-guide#components) and [render](core-server#render).\n' },
    right: { 'packages/core/messages/errors.md': 'See [the guide](v5-migration-guide.md) and [it](../guides/).\n' },
    found: ['packages/core/messages/errors.md:1', 'packages/core/messages/errors.md:1'],
  },
  {
    name: 'C++ names a reference like its type',
    rule: identicalOperands,
    wrong: { 'src/cast.h': 'T cast(object &&object) {\n}\n' },
    right: { 'src/cast.h': 'bool both() { return (a.b && a.b); }\n' },
    found: ['src/cast.h:1'],
  },
  {
    name: 'a helper of a test that offers to focus',
    rule: focusedTest,
    wrong: { 'tests/a.test.ts': 'test.only = (text: string, fn: (a: boolean) => any) => {\n  it.only(`${text} (one)`, run(fn));\n};\n' },
    right: { 'tests/a.test.ts': "describe('a', () => {\n  it.only('b', () => {});\n});\n" },
    found: ['tests/a.test.ts:2'],
  },
  {
    name: 'what was brought along is imported by those who brought it',
    rule: mutableDefault,
    wrong: { 'src/pip/_vendor/a.py': 'def f(x=[]):\n    x.append(1)\n', 'src/pip/main.py': 'from ._vendor import a\n' },
    right: { 'src/pip/a.py': 'def f(x=[]):\n    x.append(1)\n' },
    found: ['src/pip/a.py:1'],
  },
  {
    name: 'a lockfile that another package manager has outlived is not to be renewed',
    rule: lockfileOutOfRange,
    wrong: {
      'package.json': '{ "dependencies": { "a": "^2.0.0" } }\n',
      'package-lock.json': LOCK,
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    },
    right: { 'package.json': '{ "dependencies": { "a": "^2.0.0" } }\n', 'package-lock.json': LOCK },
    found: ['package.json:1'],
  },
  {
    name: 'the half of a package that is made for one system is declared while publishing',
    rule: undeclaredImport,
    wrong: {
      'package.json': '{ "name": "p", "main": "index.js" }\n',
      'index.js': "require('./p.wasi.cjs');\nrequire('@p/binding-wasm32-wasi');\nrequire('p-linux-x64-gnu');\n",
      'p.wasi.cjs': "/* auto-generated by a tool */\nrequire('runtime-of-it');\n",
    },
    right: { 'package.json': '{ "name": "p", "main": "index.js" }\n', 'index.js': "require('left-pad');\n" },
    found: ['index.js:1'],
  },
  {
    name: 'an owner where a pattern belongs',
    rule: codeownersNothing,
    wrong: { CODEOWNERS: '* @a\n@b\n' },
    right: { CODEOWNERS: '* @a\n/gone/ @b\n' },
    found: ['CODEOWNERS:2'],
  },
  {
    name: 'the input of a completion engine',
    rule: shadowedTest,
    wrong: { 'setup.py': 'setup()\n', 'test/completion/pytest.py': SHADOWED },
    right: { 'setup.py': 'setup()\n', 'test/test_completion.py': SHADOWED },
    found: ['test/test_completion.py:1'],
  },
  {
    name: 'the input of a formatter',
    rule: duplicateKey,
    wrong: { '.prettierignore': '/tests/format\n', 'tests/format/a.js': 'x = { a: 1, a: 2 };\n', 'tests/format/a.js.snap': 'x\n' },
    right: { 'src/a.js': 'x = { a: 1, a: 2 };\n' },
    found: ['src/a.js:1'],
  },
  {
    name: 'the examples that a linter is tried on',
    rule: mutableDefault,
    wrong: {
      'rules/a.yaml': 'r\n',
      'rules/a.py': 'def f(x=[]):\n    x.append(1)\n',
      'rules/b.yaml': 'r\n',
      'rules/b.py': 'y\n',
      'rules/c.yaml': 'r\n',
      'rules/c.py': 'y\n',
    },
    right: { 'rules/a.py': 'def f(x=[]):\n    x.append(1)\n' },
    found: ['rules/a.py:1'],
  },
];

for (const { name, rule, wrong, right, found } of CASES)
  test(name, async () => {
    assert.equal(await places(rule, [wrong]), [], 'left alone');
    assert.equal(await places(rule, [right]), found, 'and this is found');
  });

test.run();
