// Which analysers are proposed to a project: by their settings and programs, as definitions that can be read back.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDefinition } from '../../../agents/definition.ts';
import { type ProjectProbe, proposalsFor } from '../../../agents/sarif/proposals.ts';

const test = suite('proposals of analysers');

const looked = (files: Record<string, string>, programs: readonly string[], deep: readonly string[] = []): ProjectProbe => ({
  names: Object.keys(files).toSorted(),
  text: async (name) => files[name],
  program: async (name) => (programs.includes(name) ? `/opt/tools/${name}` : undefined),
  file: async (path) => (deep.includes(path) ? `/shop/${path}` : undefined),
});

const argvOf = (text: string | null): readonly string[] =>
  readDefinition(text ?? assert.unreachable('no definition') ?? '', 'x.md', 'home').argv ?? [];

const FORMATTER = 'node_modules/@microsoft/eslint-formatter-sarif/sarif.js';
const CASES: readonly { name: string; files: Record<string, string>; programs: string[]; deep?: string[]; argv: string[] }[] = [
  { name: 'biome', files: { 'biome.json': '{}' }, programs: ['biome'], argv: ['lint', '--reporter=sarif', '--reporter-file={sarif}', '.'] },
  {
    name: 'eslint',
    files: { 'eslint.config.mjs': '' },
    programs: ['eslint'],
    deep: [FORMATTER],
    argv: ['-f', `/shop/${FORMATTER}`, '-o', '{sarif}', '.'],
  },
  {
    name: 'ruff',
    files: { 'pyproject.toml': '[tool.ruff.lint]\n' },
    programs: ['ruff'],
    argv: ['check', '--output-format=sarif', '--output-file={sarif}', '--exit-zero', '.'],
  },
  {
    name: 'bandit',
    files: { '.bandit': '' },
    programs: ['bandit'],
    argv: ['--format', 'sarif', '--output', '{sarif}', '--recursive', '.'],
  },
  {
    name: 'semgrep',
    files: { '.semgrep': '' },
    programs: ['semgrep'],
    argv: ['scan', '--metrics=off', '--config', '.semgrep', '--sarif', '--output={sarif}', '.'],
  },
  {
    name: 'gitleaks',
    files: { '.gitleaks.toml': '' },
    programs: ['gitleaks'],
    argv: ['dir', '--no-banner', '--report-format=sarif', '--report-path={sarif}', '.'],
  },
  {
    name: 'golangci-lint',
    files: { '.golangci.yml': '' },
    programs: ['golangci-lint'],
    argv: ['run', '--output.sarif.path={sarif}', './...'],
  },
  { name: 'hadolint', files: { '.hadolint.yaml': '' }, programs: ['hadolint'], argv: ['--format', 'sarif', 'Dockerfile'] },
  {
    name: 'swiftlint',
    files: { '.swiftlint.yml': '' },
    programs: ['swiftlint'],
    argv: ['lint', '--reporter', 'sarif', '--output', '{sarif}'],
  },
  { name: 'flawfinder', files: { 'CMakeLists.txt': '' }, programs: ['flawfinder'], argv: ['--sarif', '.'] },
];

for (const { name, files, programs, deep, argv } of CASES)
  test(`${name}, by its settings and its program`, async () => {
    const [proposal, ...more] = await proposalsFor(looked(files, programs, deep), new Set());
    assert.equal([proposal?.name, proposal?.because, more.length], [name, Object.keys(files)[0], 0]);
    assert.equal(argvOf(proposal?.definition ?? null), [`/opt/tools/${name}`, ...argv]);
  });

test('a program without settings, settings of others, and existing agents are not proposed', async () => {
  assert.equal(
    await proposalsFor(
      looked({ 'package.json': '{}', 'pyproject.toml': '[tool.black]\n' }, ['eslint', 'ruff', 'biome', 'flawfinder']),
      new Set(),
    ),
    [],
  );
  assert.equal(await proposalsFor(looked({ 'biome.json': '{}' }, ['biome']), new Set(['biome'])), []);
});

test('what is missing is said: the program, the formatter, or SARIF itself', async () => {
  const files = { 'biome.json': '{}', 'eslint.config.js': '', '.shellcheckrc': '', '.github': '', 'CMakeLists.txt': '' };
  const told = await proposalsFor(looked(files, ['eslint', 'shellcheck']), new Set());
  assert.equal(
    told.map(({ name, definition }) => [name, definition]),
    [
      ['biome', null],
      ['eslint', null],
      ['shellcheck', null],
    ],
  );
  assert.match(told[0]?.missing ?? '', /biome is not installed/);
  assert.match(told[1]?.missing ?? '', /eslint-formatter-sarif/);
  assert.match(told[2]?.missing ?? '', /does not write SARIF/);
});

test.run();
