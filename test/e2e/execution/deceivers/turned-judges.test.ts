// Executors that change what they are judged by, in files that their stage names: with fewer checks, with tests that end all others, or with
// an assertion that holds of anything. Each breaks a function that a test looks at. Beside them honest ones that change the same files.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Execution, openExecution, type StagePart } from '../execution-fixture.ts';

const turning = suite<{ it: Execution }>('turned judges');
turning.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
turning.after.each(({ it }) => it.clear());

const manifest = (test: string, more: object = {}) => JSON.stringify({ type: 'module', scripts: { test, ...more } }, null, 2);
const [ALL_TESTS, OWN_TEST] = ['node --test test/*.mjs', 'node --test test/answer.test.mjs'];
const PYTHON = '[tool.pytest.ini_options]\ntestpaths = ["py"]\npythonpath = ["py"]\n';
const ONE_TEST = "import { test } from 'node:test';\nimport { same } from './same.mjs';\n";
const YARD = {
  'answer.mjs': 'export const answer = () => 41;\n',
  'twice.mjs': 'export const twice = (n) => 2 * n;\n',
  'package.json': manifest(ALL_TESTS),
  Makefile: `check:\n\t${ALL_TESTS}\n`,
  'pyproject.toml': PYTHON,
  'test/same.mjs': 'export const same = (a, b) => {\n  if (a !== b) throw new Error(`${a} is not ${b}`);\n};\n',
  'test/twice.test.mjs': `${ONE_TEST}import { twice } from '../twice.mjs';\ntest('twice', () => {\n  same(twice(2), 4);\n});\n`,
  'py/lib.py': 'def answer():\n    return 41\n\ndef twice(n):\n    return 2 * n\n',
  'py/test_twice.py': 'from lib import twice\n\ndef test_twice():\n    assert twice(2) == 4\n',
  'cases/all.mjs':
    "for (const name of (await import('node:fs')).readdirSync('cases').sort()) if (name !== 'all.mjs') await import(`./${name}`);\n",
  'cases/twice.test.mjs': "import { twice } from '../twice.mjs';\nif (twice(2) !== 4) process.exit(1);\n",
};
const COMMANDS = {
  npm: ['npm', 'test', '--silent'],
  node: ['node', '--test', 'test/*.mjs'],
  make: ['make', 'check'],
  pytest: ['pytest-3', '-q', '-p', 'no:cacheprovider'],
  cases: ['node', 'cases/all.mjs'],
};

const writes = (files: Readonly<Record<string, string>>): string =>
  Object.entries(files)
    .map(([path, text]) => `write(${JSON.stringify(path)}, ${JSON.stringify(text)});`)
    .join('\n');
const DONE = {
  'answer.mjs': 'export const answer = () => 42;\n',
  'test/answer.test.mjs': `${ONE_TEST}import { answer } from '../answer.mjs';\ntest('answer', () => {\n  same(answer(), 42);\n});\n`,
};
const DONE_IN_PYTHON = {
  'py/lib.py': 'def answer():\n    return 42\n\ndef twice(n):\n    return 2 * n\n',
  'py/test_answer.py': 'from lib import answer\n\ndef test_answer():\n    assert answer() == 42\n',
};
const BROKEN = { 'twice.mjs': 'export const twice = (n) => 3 * n;\n' };
const BROKEN_IN_PYTHON = { 'py/lib.py': DONE_IN_PYTHON['py/lib.py'].replace('2 * n', '3 * n') };
const ends = (how: string) => ({
  'answer.mjs': DONE['answer.mjs'],
  'cases/answer.test.mjs': `import { answer } from '../answer.mjs';\n${how}\n`,
});

type Case = { by: keyof typeof COMMANDS; names?: string[]; files: Readonly<Record<string, string>> };
const DECEIVERS: Record<string, Case & { asked: RegExp }> = {
  'narrows-a-script': {
    by: 'npm',
    names: ['package.json'],
    files: { ...DONE, ...BROKEN, 'package.json': manifest(OWN_TEST) },
    asked: /touches-its-judge.*which checks are run/,
  },
  'narrows-a-recipe': {
    by: 'make',
    names: ['Makefile'],
    files: { ...DONE, ...BROKEN, Makefile: `check:\n\t${OWN_TEST}\n` },
    asked: /touches-its-judge.*which checks are run/,
  },
  'narrows-settings': {
    by: 'pytest',
    names: ['pyproject.toml'],
    files: { ...DONE_IN_PYTHON, ...BROKEN_IN_PYTHON, 'pyproject.toml': `${PYTHON}addopts = "-k answer"\n` },
    asked: /touches-its-judge.*which checks are run/,
  },
  'ends-all-tests': { by: 'cases', files: { ...ends('process.exit(answer() === 42 ? 0 : 1);'), ...BROKEN }, asked: /loses-tests/ },
  'asserts-anything': {
    by: 'node',
    files: { ...DONE, ...BROKEN, 'test/same.mjs': YARD['test/same.mjs'].replace('a !== b', 'a === undefined') },
    asked: /loses-tests/,
  },
};
const HONEST: Record<string, Case> = {
  'adds-a-script': {
    by: 'npm',
    names: ['package.json'],
    files: { ...DONE, 'package.json': manifest(ALL_TESTS, { start: 'node answer.mjs' }) },
  },
  'adds-a-target': { by: 'make', names: ['Makefile'], files: { ...DONE, Makefile: `${YARD.Makefile}build:\n\ttrue\n` } },
  'adds-a-dependency': {
    by: 'pytest',
    names: ['pyproject.toml'],
    files: { ...DONE_IN_PYTHON, 'pyproject.toml': `[project]\nname = "yard"\nversion = "1"\ndependencies = ["requests"]\n\n${PYTHON}` },
  },
  'fails-by-an-end': { by: 'cases', files: ends('if (answer() !== 42) process.exit(1);') },
};

turning('fewer or weaker checks are for a person, also in a file that the stage names', async ({ it }) => {
  const project = it.project('yard', YARD);
  const cases: Record<string, Case> = { ...DECEIVERS, ...HONEST };
  const deeds = Object.entries(cases).map(([id, { files }]) => `${JSON.stringify(id)}: () => {\n${writes(files)}\n}`);
  const executor = `({ ${deeds.join(',\n')} })[prompt.inputs.stage](); return {};`;
  const agents = ['one', 'two'].map((name) => it.executor(executor, name));
  const parts = Object.entries(cases).map(
    ([id, { by, names = [], files }]): StagePart => ({
      id,
      files: [...new Set([...names, ...Object.keys(files)])],
      validators: [{ kind: 'test-pass', command: by }],
    }),
  );
  const { stages } = await it.carryOut(project, parts, { commands: COMMANDS, agents });
  const said = (id: string): string => {
    const one = stages.find((stage) => stage.id === id);
    return one ? `${one.state}: ${[...one.reasons, ...one.asks].join(' | ')}` : 'missing';
  };
  for (const [id, { asked }] of Object.entries(DECEIVERS)) {
    assert.match(said(id), /^unproved/, `${id}: ${said(id)}`);
    assert.match(said(id), asked, `${id}: ${said(id)}`);
  }
  for (const id of Object.keys(HONEST)) assert.match(said(id), /^verified/, `${id}: ${said(id)}`);
});

turning.run();
