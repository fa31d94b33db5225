// Every row of the table of outcomes on projects of other kinds: python with pytest, a makefile, and tests that stand in
// the code that they are of, as in Rust and Go.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Execution, openExecution, type StagePart } from './execution-fixture.ts';

const kinds = suite<{ it: Execution }>('projects of other kinds');
kinds.before.each((context) => {
  context.it = openExecution('checks: { retries: 0, deadline: 45s }\n');
});
kinds.after.each(({ it }) => it.clear());

type Row = {
  deeds: string;
  by: string;
  b: string;
  t: string;
  h: string;
  outcome: string;
  state: string;
  stage?: Partial<StagePart>;
  says?: RegExp;
};
type Kind = { files: Record<string, string>; commands: Record<string, string[]>; rows: Record<string, Row> };

const file = (path: string, text: string): string => `write(${JSON.stringify(path)}, ${JSON.stringify(text)});`;
const PROVES = { outcome: 'proves', state: 'verified' };
const GUARDS = { outcome: 'guards', state: 'unproved' };
const FAILS = { outcome: 'fails', state: 'rejected' };
const VACUOUS = { outcome: 'vacuous', state: 'rejected' };
const UNAVAILABLE = { outcome: 'unavailable', state: 'unavailable' };

const PY_RIGHT = file('calc.py', 'def add(a, b):\n    return a + b\n');
const PY_TEST = (name: string): string => file(name, 'from calc import add\n\n\ndef test_more():\n    assert add(2, 5) == 7\n');

const PYTEST: Kind = {
  files: {
    'calc.py': 'def add(a, b):\n    return a - b\n',
    'conftest.py': '',
    'tests/test_ok.py': 'from calc import add\n\n\ndef test_zero():\n    assert add(3, 0) == 3\n',
    'red/test_red.py': 'from calc import add\n\n\ndef test_sum():\n    assert add(3, 4) == 7\n',
    '.gitignore': '__pycache__\n.pytest_cache\n',
  },
  commands: { ok: ['pytest-3', '-q', 'tests'], red: ['pytest-3', '-q', 'red'], gone: ['no-such-runner', 'tests'] },
  rows: {
    'breaks-it': { deeds: file('calc.py', 'def add(a, b):\n    return 0\n'), by: 'ok', b: 'passes', t: '–', h: 'fails', ...FAILS },
    'stays-red': {
      deeds: file('NOTES.md', 'x\n'),
      by: 'red',
      b: 'fails',
      t: '–',
      h: 'fails',
      ...FAILS,
      says: /exactly as it does without the work/,
    },
    'red-to-green': { deeds: PY_RIGHT, by: 'red', b: 'fails', t: '–', h: 'passes', ...PROVES },
    'red-with-a-test': { deeds: `${PY_RIGHT} ${PY_TEST('red/test_more.py')}`, by: 'red', b: 'fails', t: 'fails', h: 'passes', ...PROVES },
    'new-test': { deeds: `${PY_RIGHT} ${PY_TEST('tests/test_more.py')}`, by: 'ok', b: 'passes', t: 'fails', h: 'passes', ...PROVES },
    'no-test': { deeds: PY_RIGHT, by: 'ok', b: 'passes', t: '–', h: 'passes', ...GUARDS },
    'test-that-passes': {
      deeds: `${PY_RIGHT} ${file('tests/test_more.py', 'def test_more():\n    assert True\n')}`,
      by: 'ok',
      b: 'passes',
      t: 'passes',
      h: 'passes',
      ...GUARDS,
    },
    'weakens-the-test': {
      deeds: file('red/test_red.py', 'def test_sum():\n    assert True\n'),
      by: 'red',
      b: 'fails',
      t: 'passes',
      h: 'passes',
      ...VACUOUS,
    },
    'conftest-says-zero': {
      deeds: file('conftest.py', 'def pytest_sessionfinish(session):\n    session.exitstatus = 0\n'),
      by: 'red',
      b: 'fails',
      t: 'passes',
      h: 'passes',
      ...VACUOUS,
    },
    'ini-deselects': {
      deeds: file('pytest.ini', '[pytest]\naddopts = --co\n'),
      by: 'red',
      b: 'fails',
      t: 'passes',
      h: 'passes',
      ...VACUOUS,
    },
    'site-customize': {
      deeds: file('sitecustomize.py', 'import os\nos._exit(0)\n'),
      by: 'red',
      b: 'fails',
      t: 'fails',
      h: 'fails',
      ...FAILS,
    },
    'no-runner': { deeds: PY_RIGHT, by: 'gone', b: 'not run', t: '–', h: 'not run', ...UNAVAILABLE },
  },
};

const RIGHT = file('answer.sh', 'echo 42\n');

const MAKE: Kind = {
  files: {
    'Makefile':
      'include rules.mk\n\ncheck: ; @test "$$($(SH) answer.sh)" = 42\nok: ; @for it in t/*.sh; do test -f $$it && $(SH) $$it || exit 1; done\nslow: ; @grep -q quick answer.sh || sleep 60\n',
    'rules.mk': 'SH = sh\n',
    'answer.sh': 'echo 41\n',
    't/old.sh': 'true\n',
  },
  commands: { red: ['make', '-s', 'check'], ok: ['make', '-s', 'ok'], slow: ['make', '-s', 'slow'] },
  rows: {
    'red-to-green': { deeds: RIGHT, by: 'red', b: 'fails', t: '–', h: 'passes', ...PROVES },
    'new-test': {
      deeds: `${RIGHT} ${file('t/new.sh', 'test "$(sh answer.sh)" = 42\n')}`,
      by: 'ok',
      b: 'passes',
      t: 'fails',
      h: 'passes',
      ...PROVES,
      stage: { tests: ['t/**'] },
    },
    'unnamed-tests': {
      deeds: `${RIGHT} ${file('t/new.sh', 'test "$(sh answer.sh)" = 42\n')}`,
      by: 'ok',
      b: 'passes',
      t: '–',
      h: 'passes',
      ...GUARDS,
    },
    'changes-the-rule': { deeds: file('Makefile', 'check: ; @true\n'), by: 'red', b: 'fails', t: 'passes', h: 'passes', ...VACUOUS },
    'changes-the-include': { deeds: file('rules.mk', 'SH = echo 42;true\n'), by: 'red', b: 'fails', t: 'passes', h: 'passes', ...VACUOUS },
    'another-makefile-first': {
      deeds: file('GNUmakefile', 'check: ; @true\n'),
      by: 'red',
      b: 'fails',
      t: 'passes',
      h: 'passes',
      ...VACUOUS,
    },
    'base-never-ends': {
      deeds: file('answer.sh', '# quick\necho 42\n'),
      by: 'slow',
      b: 'not run',
      t: '–',
      h: 'passes',
      ...GUARDS,
      says: /could not be run on the base: it did not end before its deadline/,
    },
    'folder-for-file': {
      deeds: `fs.rmSync('answer.sh'); ${file('answer.sh/run.sh', 'echo 42\n')} fs.rmSync('t/old.sh'); ${file('t/old.sh/x.sh', '')} ${file('t/new.sh', 'true\n')}`,
      by: 'ok',
      b: 'passes',
      t: 'fails',
      h: 'fails',
      ...FAILS,
      stage: { tests: ['t/**'] },
    },
  },
};

/** A runner that looks for tests in the code, as `cargo test` and `go test` do. */
const RUNNER = `import { readdirSync, readFileSync } from 'node:fs';
let failed = 0;
for (const name of readdirSync('src').sort()) {
  const text = readFileSync('src/' + name, 'utf8');
  for (const [, test] of text.matchAll(/#\\[test\\] (.*)/g)) {
    const { default: of } = await import('data:text/javascript,' + encodeURIComponent(text.replace(/#\\[test\\].*/g, '')));
    if (!new Function('of', 'return ' + test)(of)) { console.log('failed: ' + name + ': ' + test); failed++; }
  }
}
process.exit(failed ? 101 : 0);\n`;
const inline = (value: number, ...tests: string[]): string =>
  `export default () => ${value};\n${tests.map((it) => `#[test] ${it}\n`).join('')}`;

const INLINE: Kind = {
  files: { 'runner.mjs': RUNNER, 'src/a.rs.mjs': inline(41), 'src/b.rs.mjs': inline(1, 'of() === 2') },
  commands: { test: ['node', 'runner.mjs'] },
  rows: {
    // A test within the product is no test file: T is what B is, and only the red that was there proves something.
    'red-inline-to-green': { deeds: file('src/b.rs.mjs', inline(2, 'of() === 2')), by: 'test', b: 'fails', t: '–', h: 'passes', ...PROVES },
    'takes-the-test-away': {
      deeds: file('src/b.rs.mjs', inline(1)),
      by: 'test',
      b: 'fails',
      t: '–',
      h: 'passes',
      outcome: 'proves',
      state: 'unproved',
    },
    'runner-looks-away': { deeds: file('runner.mjs', 'process.exit(0);\n'), by: 'test', b: 'fails', t: 'passes', h: 'passes', ...VACUOUS },
  },
};

for (const [name, { files, commands, rows }] of Object.entries({ PYTEST, MAKE, INLINE })) {
  kinds(name.toLowerCase(), async ({ it }) => {
    const project = it.project(name.toLowerCase(), files);
    const deeds = `const all = {\n${Object.entries(rows)
      .map(([id, row]) => `${JSON.stringify(id)}: () => {\n${row.deeds}\n}`)
      .join(',\n')}\n};\nall[prompt.inputs.stage](); return {};`;
    const agents = ['one', 'two'].map((one) => it.executor(deeds, one));
    const parts = Object.entries(rows).map(
      ([id, { by, stage }]): StagePart => ({ id, validators: [{ kind: 'test-pass', command: by }], ...stage }),
    );
    const { stages } = await it.carryOut(project, parts, { commands, agents });
    const wrong: string[] = [];
    for (const [id, row] of Object.entries(rows)) {
      const shown = stages.find((one) => one.id === id);
      const proof = shown?.proofs[0];
      const came = [proof?.b, proof?.t, proof?.h, proof?.outcome, shown?.state];
      const told = [...(shown?.reasons ?? []), ...(shown?.asks ?? []), proof?.why].join('\n');
      if (came.join() !== [row.b, row.t, row.h, row.outcome, row.state].join() || (row.says && !row.says.test(told)))
        wrong.push(`${id}: ${came.join('/')} ${told.slice(0, 800)}`);
    }
    assert.equal(wrong, []);
  });
}

kinds.run();
