// The outcome of the runs of a validator: every row of the table, and combinations without a row.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CheckRun, ValidatorProof } from '../../../../contracts/plan/proof.ts';
import { judgeFileTest, judgesAmong } from '../../../../validators/proof/judge-files.ts';
import { decidingRed, outcomeOf } from '../../../../validators/proof/outcome.ts';
import { testFileTest } from '../../../../validators/proof/test-files.ts';

const proof = suite('the outcome of a proof');

const printed = { ms: 5, output: 'a'.repeat(64), shape: 'b'.repeat(64), end: 'the end' };
const RUNS: Record<string, CheckRun> = {
  passes: { kind: 'exited', code: 0, ...printed },
  fails: { kind: 'exited', code: 1, ...printed, shape: 'c'.repeat(64) },
  alike: { kind: 'exited', code: 1, ...printed },
  silent: { kind: 'exited', code: 1, ...printed, end: ' \n' },
  otherCode: { kind: 'exited', code: 2, ...printed },
  late: { kind: 'stopped', by: 'deadline', says: 'its deadline', ...printed },
  killed: { kind: 'stopped', by: 'signal', says: 'SIGSEGV', ...printed },
  never: { kind: 'not-run', why: 'no program' },
};
const ran = (name: string): CheckRun => RUNS[name] ?? (assert.unreachable(name) as never);
const spec = { kind: 'test-pass', command: 'check' } as const;

function command(b: string, t: string | null, h: string, again?: [red: string, green: string]): ValidatorProof {
  const facts = { kind: 'command' as const, spec, argv: ['check'], base: ran(b), tests: t === null ? null : ran(t), head: ran(h) };
  const red = decidingRed(facts);
  const [r, g] = again ?? (red ? ['fails', 'passes'] : []);
  return { ...facts, again: r && g ? { red: ran(r), green: ran(g) } : null };
}

const TABLE: readonly [b: string, t: string | null, h: string, outcome: string][] = [
  ['passes', 'passes', 'fails', 'fails'],
  ['fails', 'fails', 'fails', 'fails'],
  ['never', null, 'fails', 'fails'],
  ['passes', null, 'late', 'fails'],
  ['passes', null, 'killed', 'fails'],
  ['fails', 'fails', 'passes', 'proves'],
  ['passes', 'fails', 'passes', 'proves'],
  ['fails', null, 'passes', 'proves'],
  ['passes', 'passes', 'passes', 'guards'],
  ['passes', null, 'passes', 'guards'],
  ['fails', 'passes', 'passes', 'vacuous'],
  ['never', 'fails', 'passes', 'guards'],
  ['late', 'fails', 'passes', 'guards'],
  ['fails', 'never', 'passes', 'guards'],
  ['passes', 'killed', 'passes', 'guards'],
  ['fails', 'fails', 'never', 'unavailable'],
];
for (const [b, t, h, outcome] of TABLE)
  proof(`B ${b}, T ${t ?? 'none'}, H ${h}: ${outcome}`, () => assert.is(outcomeOf(command(b, t, h)).kind, outcome));

proof('failing in the same way with and without the work is a separate outcome: another attempt would not help', () => {
  assert.equal(outcomeOf(command('alike', 'alike', 'alike')), {
    kind: 'fails',
    why: 'it ended with exit code 1, exactly as it does without the work',
    same: true,
  });
  for (const [b, h] of [
    ['fails', 'alike'],
    ['otherCode', 'alike'],
    ['silent', 'silent'],
    ['late', 'alike'],
  ] as const)
    assert.is((outcomeOf(command(b, null, h)) as { same: boolean }).same, false, `${b} and ${h}`);
});

proof('deciding runs are done twice, and count only if both agree', () => {
  assert.is(outcomeOf(command('fails', 'fails', 'passes', ['passes', 'passes'])).kind, 'guards');
  assert.is(outcomeOf(command('fails', 'fails', 'passes', ['fails', 'fails'])).kind, 'guards');
  assert.is(outcomeOf({ ...command('fails', 'fails', 'passes'), again: null } as ValidatorProof).kind, 'guards');
  assert.equal(
    [
      ['fails', 'fails'],
      ['passes', 'fails'],
      ['fails', null],
      ['passes', 'passes'],
    ].map(([b, t]) => {
      const it = command(b ?? '', t ?? null, 'passes');
      return it.kind === 'command' ? decidingRed(it) : undefined;
    }),
    ['tests', 'tests', 'base', undefined],
  );
});

proof('a changed file or an artifact passes, and proves nothing', () => {
  const files = (changed: string[]): ValidatorProof => ({ kind: 'files', spec: { kind: 'file-changed', globs: ['a'] }, changed });
  assert.equal(
    [files(['a']), files([])].map((it) => outcomeOf(it).kind),
    ['guards', 'fails'],
  );
  const artifact = (is: 'file' | 'missing' | 'something else', changed: boolean): ValidatorProof => ({
    kind: 'artifact',
    spec: { kind: 'artifact-exists', path: 'a' },
    is,
    changed,
  });
  const all = [artifact('file', true), artifact('file', false), artifact('missing', true), artifact('something else', true)];
  assert.equal(
    all.map((it) => outcomeOf(it).kind),
    ['guards', 'fails', 'fails', 'fails'],
  );
  assert.is(outcomeOf({ ...files(['a']), allGone: true } as ValidatorProof).kind, 'asks', 'a removed file says nothing');
  assert.is(outcomeOf({ ...artifact('file', true), emptied: true } as ValidatorProof).kind, 'asks');
  assert.is(outcomeOf({ kind: 'approval', spec: { kind: 'approval', asks: 'Is it pretty?' } }).kind, 'asks');
});

proof('judge files: by name, and what a command names', () => {
  const isJudge = judgeFileTest([
    ['sh', './scripts/check.sh'],
    ['pytest', 'tests/test_a.py::test_b', '--config=tools/py.cfg'],
  ]);
  const yes = [
    '.npmrc',
    'package.json',
    'web/jest.config.ts',
    'Makefile',
    'sub/conftest.py',
    'scripts/check.sh',
    'tools/py.cfg',
    'tests/test_a.py',
    '.cargo/config.toml',
    'tsconfig.build.json',
    'vitest.workspace.ts',
    '.eslintrc.json',
    'eslint.config.mjs',
    '.prettierignore',
    'biome.json',
    'unittest.py',
    'pytest/__init__.py',
    'node_modules/mocha/index.js',
    'src/setupTests.js',
    'Gruntfile.js',
    'gulpfile.mjs',
    'x.egg-info/entry_points.txt',
    'gradle/tests.gradle.kts',
    'cmake/tests.cmake',
    'lib/tasks/test.rake',
    'BUILD',
  ];
  const no = [
    'src/a.ts',
    'README.md',
    'package-lock.json',
    'src/vendor.ts',
    'build/index.js',
    'scripts/other.sh',
    'makefile.md',
    'my-package.json',
    'tests',
    'eslint.md',
    'docs/prettier.md',
    'src/setup.js',
  ];
  assert.equal([...yes, ...no].filter(isJudge), yes);
});

proof('a test that a command names is no judge file, but the configuration of its test runner always is', () => {
  const isJudge = judgeFileTest([['node', 'test/a.test.js']]);
  const changed = ['test/a.test.js', 'test/package.json', 'tests/conftest.py', 'src/a.js'];
  const judges = ['test/package.json', 'tests/conftest.py'];
  assert.equal(judgesAmong(changed, isJudge, testFileTest(undefined)), judges);
  assert.equal(judgesAmong(changed, isJudge, testFileTest(['**'])), judges);
  assert.equal(judgesAmong(changed, isJudge, testFileTest(['spec/**'])), ['test/a.test.js', ...judges]);
});

proof('what is installed is looked at by a person, but may be the work itself', () => {
  const pins = ['package-lock.json', 'web/yarn.lock', 'requirements-dev.txt', 'Cargo.lock', 'vendor/testify/assert.go'];
  const isJudge = judgeFileTest([['node', '--test']]);
  assert.equal(pins.filter(isJudge), [], 'the tests tree is without it');
  assert.equal(judgesAmong([...pins, 'src/vendor.ts', 'docs/requirements.md'], isJudge, testFileTest(undefined)), pins);
});

proof('test files: by the globs of the stage alone, or by name', () => {
  const isTest = testFileTest(undefined);
  const yes = [
    'test/a.ts',
    'src/__tests__/a.js',
    'a.test.ts',
    'pkg/a_test.go',
    'test_a.py',
    'pkg/tests.py',
    'spec/a_spec.rb',
    'src/ATest.java',
    'a.spec.js',
    'x/a.snap',
  ];
  const no = ['src/a.ts', 'src/latest.ts', 'contest/a.ts', 'src/attest.py', 'testing.md'];
  assert.equal([...yes, ...no].filter(isTest), yes);
  assert.equal(['checks/a.ts', 'a.test.ts'].filter(testFileTest(['checks/**'])), ['checks/a.ts']);
});

proof.run();
