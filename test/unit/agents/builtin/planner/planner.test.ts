// The built-in planner on real repositories: a plan made of what the built-in analysers find there keeps every rule of
// its form, and holds when its items are looked up.

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { analyse } from '../../../../../agents/builtin/analysis.ts';
import { commandsOf } from '../../../../../agents/builtin/planner/commands.ts';
import type { ConfirmedFinding } from '../../../../../agents/builtin/planner/confirmed-finding.ts';
import { planFrom } from '../../../../../agents/builtin/planner/planner.ts';
import type { OpenedRepository } from '../../../../../agents/builtin/repository.ts';
import { openRepository } from '../../../../../agents/builtin/repository.ts';
import type { Verdict } from '../../../../../contracts/findings/finding.ts';
import { AgentFront } from '../../../../../contracts/task/agent.ts';
import { plantDemo } from '../../../../../daemon/demo/plant.ts';
import { gitText } from '../../../../../runtime/workspace/git/git.ts';
import { sandbox } from '../../../runtime/workspace/sandbox.ts';
import { allBuiltins } from '../matrix.ts';
import { type Files, withRepository } from '../planted.ts';
import { finding, judged, planned } from './planning.ts';

const planner = suite('the built-in planner');

/** Everything that the built-in analysers raise, as if all of it had held. */
async function heldIn(repo: OpenedRepository): Promise<ConfirmedFinding[]> {
  const raised = [];
  for (const analyser of await allBuiltins()) raised.push(...(await analyse(repo, analyser, () => {})).findings);
  return raised.map(({ title, category, severity, claim, evidence, recommendation = '' }, at) => ({
    id: `F-${String(at + 1).padStart(3, '0')}`,
    title,
    category,
    severity,
    claim,
    evidence,
    recommendation,
    state: 'partial-consensus',
  }));
}

const verdictsOf = (words: ReadonlyMap<string, Verdict>, word: string) => [...words.values()].filter((it) => it.verdict === word);

const PYTHON: Files = {
  'pyproject.toml': '[project]\nname = "tides"\n\n[tool.pytest.ini_options]\naddopts = "-q"\n',
  'tides/level.py': 'def level(at, seen=[]):\n    seen.append(at)\n    try:\n        return sum(seen)\n    except:\n        return 0\n',
  'tests/test_level.py':
    'from tides.level import level\n\n\ndef test_level():\n    assert level(1) == 1\n\n\ndef test_level():\n    assert (level(2), "two")\n',
  'README.md': '# Tides\n\nSee [the guide](docs/guide.md).\n',
};

const MAKE: Files = {
  'Makefile': 'CC := gcc\n\nall: tides\n\ntides: tides.c\n\t$(CC) -o tides tides.c\n\ntest: all\n\t./tides\n',
  'tides.c': 'int main(void) { int a = 1; if (a == 1) { return 0; } else if (a == 1) { return 1; } return 2; }\n',
  'INSTALL.md': 'Run `make`; then read [the manual](manual/index.md).\n',
};

const BARE: Files = { 'index.md': '# Notes\n\n[One](one.md) [Two](two.md)\n', 'b.md': '[Three](three.md)\n' };

planner('makes a valid plan of the demo, whose items are right when they are looked up', async () => {
  const box = sandbox();
  try {
    const folder = box.path('demo');
    await plantDemo(folder);
    const gitDir = `${folder}/.git`;
    const repo = await openRepository({ gitDir, commit: await gitText({ gitDir }, ['rev-parse', 'HEAD']), scope: [] });
    try {
      const plan = await planned(repo, await heldIn(repo));
      assert.equal(plan.commands, { test: ['npm', 'run', 'test'] });
      assert.ok(plan.stages.length >= 3, 'several stages');
      assert.ok(
        plan.stages.some((it) => it.steps[0]?.action.startsWith('RED: ')),
        'a test first, somewhere',
      );
      const words = await judged(repo, plan);
      assert.equal(verdictsOf(words, 'DISAGREE'), []);
      assert.ok(verdictsOf(words, 'AGREE').length > plan.stages.length * 2);
    } finally {
      await repo.close();
    }
  } finally {
    box.remove();
  }
});

for (const [name, files, test] of [
  ['a Python project', PYTHON, ['python', '-m', 'pytest']],
  ['a project with a makefile', MAKE, ['make', 'test']],
  ['a folder of notes', BARE, undefined],
] as const) {
  planner(`makes a valid plan of ${name}`, async () => {
    await withRepository([files], async (repo) => {
      const findings = await heldIn(repo);
      assert.ok(findings.length > 0, 'something to mend');
      const plan = await planned(repo, findings);
      assert.equal(plan.commands.test, test);
      assert.ok(plan.stages.every((it) => it.validators.length > 0));
      assert.equal(verdictsOf(await judged(repo, plan), 'DISAGREE'), []);
    });
  });
}

planner('puts findings that share a file into one stage, keeps others apart, and chains more than three', async () => {
  const files = {
    'src/a.js': 'a\nb\n',
    'src/b.js': 'c\n',
    'test/a.test.js': 't\n',
    'package.json': '{"scripts":{"test":"node --test","build":"tsc"}}',
  };
  await withRepository([files], async (repo) => {
    const at = (path: string) => ({ evidence: [{ path, line: 1 }] });
    const plan = await planned(repo, [
      ...[1, 2, 3, 4].map((n) => finding(`F-00${n}`, at('src/a.js'))),
      finding('F-005', at('src/b.js')),
      finding('F-006', { evidence: [{ command: 'git log', output: 'x' }] }),
    ]);
    assert.equal(
      plan.stages.map((it) => [it.id, it.dependsOn, it.files]),
      [
        ['src-a-js', [], ['src/a.js', 'test/a.test.js']],
        ['src-a-js-2', ['src-a-js'], ['src/a.js', 'test/a.test.js']],
        ['src-b-js', [], ['src/b.js', 'test/b.test.js']],
        ['decisions-md', [], ['DECISIONS.md']],
      ],
    );
    assert.equal(plan.stages[0]?.steps.length, 6);
    assert.equal(
      plan.stages[2]?.validators.map((it) => it.kind),
      ['test-pass', 'build-pass', 'file-changed'],
    );
    assert.ok(plan.stages[3]?.tddExemption);
    assert.equal(plan.requirementCoverage[3], { requirement: 'F-004', stages: ['src-a-js-2'] });
    const words = await judged(repo, plan);
    assert.is(words.get('P-DEP-2')?.verdict, 'AGREE');
    assert.equal(verdictsOf(words, 'DISAGREE'), []);
  });
});

const TESTED: readonly [what: string, files: Files, path: string, test: string | undefined][] = [
  [
    'test/*.ts without a mark',
    { 'src/a.ts': 'x', 'test/a.ts': "import test from 'node:test';\ntest('a', () => {});\n" },
    'src/a.ts',
    'test/a.ts',
  ],
  ['the habit of test/*.ts', { 'src/a.ts': 'x', 'test/b.ts': "it('b', () => {});\n" }, 'src/a.ts', 'test/a.ts'],
  ['a script that asserts', { 'a.js': 'x', 'test/b.js': "const assert = require('assert');\nassert.equal(1, 1);\n" }, 'a.js', 'test/a.js'],
  ['tests of another ending', { 'src/a.tsx': 'x', 'test/a.test.js': 't' }, 'src/a.tsx', 'test/a.test.js'],
  ['only helpers in test/', { 'src/a.ts': 'x', 'test/helpers.ts': 'export const wait = 1;\n' }, 'src/a.ts', undefined],
  ['only tests of another language', { 'src/a.ts': 'x', 'tests/test_b.py': 'def test_b(): pass\n' }, 'src/a.ts', undefined],
  ['only fixtures', { 'src/a.ts': 'x', 'test/fixtures/a.ts': "test('a', () => {});\n" }, 'src/a.ts', undefined],
  ['Java', { 'src/main/java/p/A.java': 'x', 'src/test/java/p/ATest.java': 't' }, 'src/main/java/p/A.java', 'src/test/java/p/ATest.java'],
  [
    'the habit of Java',
    { 'src/main/java/p/A.java': 'x', 'src/test/java/p/TestB.java': 't' },
    'src/main/java/p/A.java',
    'src/test/java/p/TestA.java',
  ],
  ['C#', { 'App/A.cs': 'x', 'App.Tests/BTests.cs': 't' }, 'App/A.cs', 'App.Tests/ATests.cs'],
  ['Go', { 'a.go': 'x', 'b_test.go': 't' }, 'a.go', 'a_test.go'],
  ['Ruby', { 'lib/a.rb': 'x', 'spec/a_spec.rb': 't' }, 'lib/a.rb', 'spec/a_spec.rb'],
  [
    'Rust beside the code',
    { 'src/a.rs': 'x', 'src/b.rs': '#[cfg(test)]\nmod tests {\n    #[test]\n    fn b() {}\n}\n' },
    'src/a.rs',
    'src/a.rs',
  ],
  ['Rust in tests/', { 'src/a.rs': 'x', 'tests/b.rs': '#[test]\nfn b() {}\n' }, 'src/a.rs', 'tests/a.rs'],
  [
    'Python without marks',
    { 'a.py': 'x', 'tests/b.py': 'import unittest\n\n\nclass B(unittest.TestCase):\n    pass\n' },
    'a.py',
    'tests/a.py',
  ],
];

for (const [what, files, path, test] of TESTED) {
  planner(`knows the tests of a project: ${what}`, async () => {
    await withRepository([{ ...files, 'Makefile': 'test:\n\ttrue\n' }], async (repo) => {
      const plan = await planned(repo, [finding('F-001', { evidence: [{ path, line: 1 }] })]);
      assert.equal(plan.stages[0]?.files, test === undefined || test === path ? [path] : [path, test]);
      assert.is(plan.stages[0]?.tddExemption === undefined, test !== undefined);
    });
  });
}

planner('hundreds of findings in hundreds of files still make one plan', async () => {
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`src/f${at}.md`, 'x\n']));
  await withRepository([files], async (repo) => {
    const findings = Array.from({ length: 500 }, (_, at) =>
      finding(`F-${String(at + 1).padStart(3, '0')}`, { evidence: [{ path: `src/f${at % 300}.md`, line: 1 }] }),
    );
    const plan = await planned(repo, findings);
    assert.ok(plan.stages.length <= 200);
  });
});

planner('names that look like globs neither overlap nor lead out', async () => {
  const files = { '-x.md': 'x\n', '!y.md': 'x\n', '[ab].md': 'x\n', 'a.md': 'x\n', 'sp {a,b}.md': 'x\n', 'sp a.md': 'x\n' };
  await withRepository([files], async (repo) => {
    await planned(
      repo,
      Object.keys(files).map((path, at) => finding(`F-00${at + 1}`, { evidence: [{ path, line: 1 }] })),
    );
    const marked = await planned(
      repo,
      ['-x.md', '!y.md'].map((path, at) => finding(`F-00${at + 1}`, { evidence: [{ path, line: 1 }] })),
    );
    assert.equal(
      marked.stages.map((it) => it.files),
      [['./-x.md'], ['./!y.md']],
    );
  });
});

planner('asks a person if no glob can name what is changed', async () => {
  await withRepository([{ 'a.md ': 'x\n' }], async (repo) => {
    const plan = await planned(repo, [finding('F-001', { evidence: [{ path: 'a.md ', line: 1 }] })]);
    assert.equal([plan.stages[0]?.validators[0]?.kind, plan.acceptance[0]?.validator.kind], ['approval', 'approval']);
  });
});

planner('asks instead of planning nothing, or inventing something', async () => {
  await withRepository([BARE], async (repo) => {
    const none = await planFrom(repo, { requirements: [], findings: [], carries: [] });
    assert.is(none.status, 'blocked');
    assert.match(none.status === 'blocked' ? none.question : '', 'there is no confirmed finding');
    const other = await planFrom(repo, { requirements: ['F-009'], findings: [finding('F-001')], carries: [] });
    assert.match(other.status === 'blocked' ? other.question : '', 'F-009');
  });
});

planner('puts what a person asked for before a person again, as an approval of its own', async () => {
  await withRepository([BARE], async (repo) => {
    const findings = [finding('F-001', { evidence: [{ path: 'b.md', line: 1 }] })];
    const before = await planned(repo, findings);
    const after = await planned(repo, findings, [{ from: 'person', title: 'Changes', text: 'Leave b.md alone.' }]);
    assert.not.equal(before, after);
    assert.equal(after.acceptance.at(-1)?.validator, { kind: 'approval', asks: 'Is this met? Leave b.md alone.' });
  });
});

planner('takes commands that exist, and none that npm init wrote', async () => {
  const commands = (files: Files) => withRepository([files], commandsOf);
  const manifest = (scripts: Record<string, string>) => JSON.stringify({ scripts });
  assert.equal(await commands({ 'package.json': manifest({ test: 'echo "Error: no test specified" && exit 1' }) }), {});
  assert.equal(await commands({ 'package.json': manifest({ test: 'vitest', lint: 'eslint' }), 'pnpm-lock.yaml': '' }), {
    test: ['pnpm', 'run', 'test'],
    lint: ['pnpm', 'run', 'lint'],
  });
  assert.equal(await commands({ 'go.mod': 'module x\n', 'Makefile': 'X := test: 1\nlint:\n\tx\n' }), {
    lint: ['make', 'lint'],
    test: ['go', 'test', './...'],
    build: ['go', 'build', './...'],
  });
  assert.equal(await commands({ 'tests/test_a.py': 'x = 1\n' }), { test: ['python', '-m', 'unittest', 'discover'] });
});

for (const name of ['planner', 'verifier']) {
  planner(`the roster’s definition of the ${name} is what the contract wants`, () => {
    const text = readFileSync(new URL(`../../../../../agents/roster/${name}.md`, import.meta.url), 'utf8');
    const front = AgentFront.parse(parse(text.split('---\n')[1] ?? ''));
    assert.equal([front.name, front.provider, front.roles], [name, 'builtin', [name]]);
  });
}

planner.run();
