// Tests that the work takes away, leaves out or empties: which changes are seen, and which are none.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Changed } from '../../../../validators/proof/changed.ts';
import { lostTests, rewrittenTests } from '../../../../validators/proof/lost-tests.ts';
import { testFileTest } from '../../../../validators/proof/test-files.ts';

const inline = suite('tests that are lost');

const RUST =
  'fn twice(n: u8) -> u8 { n }\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn doubles() {\n        assert_eq!(twice(2), 4);\n    }\n}\n';
const at = (path: string, before: string, after: string): Changed => ({ path, before, after });

const CASES: Record<string, { changed: Changed[]; lost: string[] }> = {
  'a red test that is deleted': { changed: [at('src/a.rs', RUST, 'fn twice(n: u8) -> u8 { n }\n')], lost: ['src/a.rs'] },
  'a file with a test that is deleted': { changed: [at('src/a.rs', RUST, '')], lost: ['src/a.rs'] },
  'an assertion that is softened': { changed: [at('src/a.rs', RUST, RUST.replace('2), 4', '2), 2'))], lost: ['src/a.rs'] },
  'a test that is ignored from now on': {
    changed: [at('src/a.rs', RUST, RUST.replace('#[test]', '#[ignore]'))],
    lost: ['src/a.rs'],
  },
  'a doctest': {
    changed: [at('sum.py', 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n', 'def add(a, b):\n    pass\n')],
    lost: ['sum.py'],
  },
  'the product beside it': { changed: [at('src/a.rs', RUST, RUST.replace('{ n }', '{ n * 2 }'))], lost: [] },
  'a test that is added': { changed: [at('src/a.rs', RUST, `${RUST}#[test]\nfn more() { assert!(true); }\n`)], lost: [] },
  'tests that move to a file of their own': {
    changed: [at('src/a.rs', RUST, 'fn twice(n: u8) -> u8 { n }\n'), at('tests/a.rs', '', RUST)],
    lost: [],
  },
  'tests that are indented otherwise': { changed: [at('src/a.rs', RUST, RUST.replaceAll('    ', '\t'))], lost: [] },
  'an assertion of the product itself': { changed: [at('a.py', 'assert x > 0\n', 'assert x >= 0\n')], lost: [] },
  'a file of tests that is emptied': { changed: [at('a.test.mjs', "test('a', () => 1);\n", '')], lost: ['a.test.mjs'] },
};

const JS = `import { test } from 'node:test';
test('adds', () => {
  const sum = add(1, 2);
  assert.equal(sum, 3);
});
test('takes away', () => {
  assert.equal(sub(3, 1), 2);
});
`;
const PY = 'from calc import add\n\n\ndef test_add():\n    assert add(1, 2) == 3\n\n\ndef test_zero():\n    assert add(0, 0) == 0\n';
const GO = 'package a\n\nfunc TestAdd(t *testing.T) {\n\tif Add(1, 2) != 3 {\n\t\tt.Fatal("no")\n\t}\n}\n';
const JAVA = 'class ATest {\n  @Test\n  void adds() {\n    assertEquals(3, add(1, 2));\n  }\n}\n';
const RSPEC = "describe 'Calc' do\n  it 'adds' do\n    expect(add(1, 2)).to eq 3\n  end\nend\n";
const BATS = '@test "adds" {\n  run add 1 2\n  [ "$output" = 3 ]\n}\n';
const CHAI = "describe('calc', () => {\n  it('adds', () => {\n    expect(add(1, 2)).to.equal(3);\n  });\n});\n";
const one = (path: string, before: string, ...put: [from: string, to: string][]): Changed =>
  at(
    path,
    before,
    put.reduce((text, [from, to]) => text.replace(from, to), before),
  );

/** Each is a change of one file, by which a test in it is run no more, or can fail no more. */
const LOSES: Record<string, Changed> = {
  'it.skip': one('a.test.js', CHAI, ["it('adds'", "it.skip('adds'"]),
  'xit': one('a.test.js', CHAI, ["it('adds'", "xit('adds'"]),
  'describe.skip': one('a.test.js', CHAI, ["describe('calc'", "describe.skip('calc'"]),
  'xdescribe': one('a.test.js', CHAI, ["describe('calc'", "xdescribe('calc'"]),
  'test.todo': one('a.test.mjs', JS, ["test('adds'", "test.todo('adds'"]),
  'an option': one('a.test.mjs', JS, ["test('adds', ()", "test('adds', { skip: true }, ()"]),
  'an option with a reason': one('a.test.mjs', JS, ["test('adds', ()", "test('adds', { skip: 'flaky' }, ()"]),
  't.skip() within': one('a.test.mjs', JS, ['  const sum', '  t.skip();\n  const sum']),
  'only another': one('a.test.mjs', JS, ["test('takes away'", "test.only('takes away'"]),
  'fit': at('a.test.js', CHAI, CHAI.replace("  it('adds'", "  fit('new', () => {});\n  it('adds'")),
  'commented out': one(
    'a.test.mjs',
    JS,
    ["test('adds', () => {\n  const", "// test('adds', () => {\n//  const"],
    ['  assert.equal(sum, 3);\n});', '//  assert.equal(sum, 3);\n// });'],
  ),
  'in a block comment': one('a.test.mjs', JS, ["test('adds'", "/*\ntest('adds'"], ["});\ntest('takes", "});\n*/\ntest('takes"]),
  'emptied': one('a.test.mjs', JS, ['  const sum = add(1, 2);\n  assert.equal(sum, 3);\n', '']),
  'only what is true': one('a.test.mjs', JS, ['assert.equal(sum, 3)', 'assert.ok(true)']),
  'removed': one('a.test.mjs', JS, ["test('takes away', () => {\n  assert.equal(sub(3, 1), 2);\n});\n", '']),
  'under another name with another content': one('a.test.mjs', JS, [
    "test('takes away', () => {\n  assert.equal(sub(3, 1), 2);",
    "test('new', () => {\n  assert.equal(add(3, 1), 4);",
  ]),
  'never reached': one('a.test.mjs', JS, ["test('adds'", "if (false) test('adds'"]),
  'the file ends first': one('a.test.mjs', JS, ["test('adds'", "process.exit(0);\ntest('adds'"]),
  '@pytest.mark.skip': one('test_a.py', PY, ['def test_add', '@pytest.mark.skip(reason="later")\ndef test_add']),
  '@pytest.mark.skipif': one('test_a.py', PY, ['def test_add', '@pytest.mark.skipif(True, reason="x")\ndef test_add']),
  '@unittest.skip': one('test_a.py', PY, ['def test_add', '@unittest.skip("x")\ndef test_add']),
  'xfail': one('test_a.py', PY, ['def test_add', '@pytest.mark.xfail\ndef test_add']),
  'pytest.skip() within': one('test_a.py', PY, ['    assert add(1', '    pytest.skip("x")\n    assert add(1']),
  'pytestmark': one('test_a.py', PY, ['from calc import add\n', 'from calc import add\npytestmark = pytest.mark.skip\n']),
  'renamed away from the runner': one('test_a.py', PY, ['def test_add', 'def xtest_add']),
  'in a text': one('test_a.py', PY, ['def test_zero', '"""\ndef test_zero'], ['== 0\n', '== 0\n"""\n']),
  'pass': one('test_a.py', PY, ['    assert add(1, 2) == 3', '    pass']),
  't.Skip': one('a_test.go', GO, ['\tif Add', '\tt.Skip("later")\n\tif Add']),
  'a build tag': one('a_test.go', GO, ['package a', '//go:build never\n\npackage a']),
  'TestAdd in lower case': one('a_test.go', GO, ['func TestAdd', 'func testAdd']),
  '#[ignore]': one('src/a.rs', RUST, ['    #[test]', '    #[test]\n    #[ignore]']),
  '#[cfg(any())]': one('src/a.rs', RUST, ['#[cfg(test)]', '#[cfg(any())]']),
  '@Disabled': one('ATest.java', JAVA, ['  @Test', '  @Disabled("x")\n  @Test']),
  '@Test removed': one('ATest.java', JAVA, ['  @Test\n', '']),
  'pending': one('a_spec.rb', RSPEC, ['    expect', "    pending 'x'\n    expect"]),
  'xit of rspec': one('a_spec.rb', RSPEC, ["  it 'adds'", "  xit 'adds'"]),
  'an early return': one('a.test.mjs', JS, ['  const sum', '  return;\n  const sum']),
  'expect without what is expected': one('a.test.js', CHAI, ['.to.equal(3)', '']),
  'importorskip': one('test_a.py', PY, ['from calc import add\n', 'from calc import add\npytest.importorskip("nothing")\n']),
  'deleted by name': one('test_a.py', PY, ['== 0\n', '== 0\ndel test_add\n']),
  'defined again, and empty': one('test_a.py', PY, ['== 0\n', '== 0\n\n\ndef test_add():\n    pass\n']),
  'DISABLED_': one('a_test.cc', 'TEST(Calc, Adds) {\n  EXPECT_EQ(3, add(1, 2));\n}\n', ['Adds', 'DISABLED_Adds']),
  'markTestSkipped': one('ATest.php', 'function testAdd() {\n  assertSame(3, add(1, 2));\n}\n', [
    '  assert',
    '  markTestSkipped();\n  assert',
  ]),
  'skip of bats': one('a.bats', BATS, ['  run add', '  skip "later"\n  run add']),
};
for (const [what, changed] of Object.entries(LOSES))
  inline(`seen: ${what}`, () => {
    assert.is.not(changed.before, changed.after);
    assert.equal(lostTests([changed], testFileTest(['*.bats', '**/*test*', '**/*Test*', '**/*spec*'])), [changed.path]);
  });

const REWRITES: Record<string, { changed: Changed[]; gone: string[] }> = {
  'another expectation': { changed: [one('a.test.mjs', JS, ['sum, 3', 'sum, 4'])], gone: ['a.test.mjs'] },
  'another expectation of go': { changed: [one('a_test.go', GO, ['!= 3', '!= 4'])], gone: ['a_test.go'] },
  'a row less': {
    changed: [at('test_a.py', 'ROWS = (\n    (1, 2),\n    (2, 3),\n)\n', 'ROWS = (\n    (1, 2),\n)\n')],
    gone: ['test_a.py'],
  },
  'another snapshot': { changed: [at('a.snap', 'exports[`a`] = `1`;\n', 'exports[`a`] = `2`;\n')], gone: ['a.snap'] },
  'a row more': { changed: [at('test_a.py', 'ROWS = (\n    (1, 2)\n)\n', 'ROWS = (\n    (1, 2),\n    (2, 3)\n)\n')], gone: [] },
  'a test more, and an import': {
    changed: [at('test_a.py', PY, `${PY.replace('import add', 'import add, sub')}\ndef test_b():\n    assert sub(1, 1) == 0\n`)],
    gone: [],
  },
  'indented otherwise': { changed: [at('a.test.mjs', JS, JS.replaceAll('  ', '\t'))], gone: [] },
  'moved': { changed: [at('a.test.mjs', JS, ''), at('b.test.mjs', '', JS)], gone: [] },
  'moved to another folder': { changed: [at('t/a.test.mjs', JS, ''), at('t/x/a.test.mjs', '', JS)], gone: ['t/a.test.mjs'] },
  'the product': { changed: [at('calc.py', 'x = 1\n', 'x = 2\n')], gone: [] },
};
for (const [what, { changed, gone }] of Object.entries(REWRITES))
  inline(`rewritten: ${what}`, () => assert.equal(rewrittenTests(changed, testFileTest(['**/*test*', '**/*.snap'])), gone));

const MOVES: Record<string, { changed: Changed[]; lost: string[] }> = {
  'into a file that no runner collects': {
    changed: [at('tests/test_a.py', PY, ''), at('tests/a_old.py', '', PY)],
    lost: ['tests/test_a.py'],
  },
  'into a file with another ending': { changed: [at('a.test.mjs', JS, ''), at('a.test.mjs.bak', '', JS)], lost: ['a.test.mjs'] },
  'into a folder beside': { changed: [at('t/a.sh', 'test 1 = 1\n', ''), at('old/a.sh', '', 'test 1 = 1\n')], lost: ['t/a.sh'] },
  'into another file of the product': { changed: [at('src/a.rs', RUST, ''), at('src/unused.rs', '', RUST)], lost: ['src/a.rs'] },
  'to where no runner looks by itself': {
    changed: [at('test/a.test.mjs', JS, ''), at('test/.old/a.test.mjs', '', JS)],
    lost: ['test/a.test.mjs'],
  },
  'to a name that go and pytest pass over': {
    changed: [at('a_test.go', GO, ''), at('_a_test.go', '', GO)],
    lost: ['a_test.go'],
  },
  'to a name that only another system builds': {
    changed: [at('a_test.go', GO, ''), at('a_windows_test.go', '', GO)],
    lost: ['a_test.go'],
  },
  'out of the folder that a runner reads': {
    changed: [at('test/a.test.mjs', JS, ''), at('attic/a.test.mjs', '', JS)],
    lost: ['test/a.test.mjs'],
  },
  'to the ending of another runner': { changed: [at('a.test.mjs', JS, ''), at('a.spec.mjs', '', JS)], lost: ['a.test.mjs'] },
  'to more endings': { changed: [at('a.test.mjs', JS, ''), at('a.test.old.mjs', '', JS)], lost: ['a.test.mjs'] },
  'with what moves beside it': { changed: [at('src/a/x.test.mjs', JS, ''), at('src/b/x.test.mjs', '', JS)], lost: [] },
  'and ended there': {
    changed: [at('a.test.mjs', JS, ''), at('b.test.mjs', '', `process.exit(0);\n${JS}`)],
    lost: ['b.test.mjs'],
  },
  'a renamed file of tests': { changed: [at('test_a.py', PY, ''), at('tests/test_b.py', '', PY)], lost: [] },
  'a plain script under another name': {
    changed: [at('t/a.sh', 'test 1 = 1\n', ''), at('t/b.sh', '', 'test 1 = 1\ntest 2 = 2\n')],
    lost: [],
  },
  'a plain script that is emptied': {
    changed: [at('t/a.sh', 'x=$(sh a.sh)\ntest $x = 1\ntest $x != 2\n', 'true\n')],
    lost: ['t/a.sh'],
  },
};

/** New files among tests that decide which tests are run, and how far. */
const CHOOSES: Record<string, Changed> = {
  'load_tests': at('tests/__init__.py', '', 'def load_tests(loader, tests, pattern):\n    return loader.suiteClass()\n'),
  'collect_ignore': at('tests/plugin.py', '', 'collect_ignore = ["test_a.py"]\n'),
  'a hook of pytest': at('tests/hooks.py', '', 'def pytest_collection_modifyitems(items):\n    items.clear()\n'),
  'only': at('test/z.test.js', '', "it.only('adds', () => {\n  expect(1).toBe(1);\n});\n"),
  'fit': at('spec/z_spec.rb', '', "fit 'adds' do\n  expect(1).to eq 1\nend\n"),
  'an end, for all in one process': at('test/a0.test.mjs', '', "import '../a.mjs';\nprocess.exit(0);\n"),
  'an end behind a question': at('test/a0.test.mjs', '', "import { a } from '../a.mjs';\nif (a()) process.exit(0);\nprocess.exit(1);\n"),
  'an end that is a success or none': at('test/a0.test.mjs', '', "import { a } from '../a.mjs';\nprocess.exit(a() === 1 ? 0 : 1);\n"),
  'a failure as a number': at('test/a0.test.mjs', '', 'process.exit(Number(a() !== 1));\n'),
  'an end by a variable': at('test/a0.test.mjs', '', 'const code = a() === 1 ? 0 : 1;\nprocess.exit(code);\n'),
  'an end on several lines': at('test/a0.test.mjs', '', 'process.exit(\n  a() === 1 ? 0 : 1,\n);\n'),
  'a handler of the end': at('test/a0.test.mjs', '', "process.on('exit', () => process.reallyExit(a() === 1 ? 0 : 1));\n"),
  'another result at the end': at('test/a0.test.mjs', '', "process.on('exit', () => {\n  process.exitCode = a() === 1 ? 0 : 1;\n});\n"),
  'errors that nobody sees': at('test/a0.test.mjs', '', "process.on('uncaughtException', () => {});\n"),
  'an end by its name alone': at('test/a0.test.mjs', '', "import { exit } from 'node:process';\nexit(a() === 1 ? 0 : 1);\n"),
  'an end of python by its outcome': at('tests/test_0.py', '', 'import os\n\ndef test_a():\n    os._exit(0 if a() == 1 else 1)\n'),
  'an end by pytest': at('tests/test_0.py', '', 'def test_a():\n    pytest.exit("x", returncode=int(a() != 1))\n'),
  'a helper that asserts no more': at(
    'test/same.mjs',
    'export const same = (a, b) => {\n  if (a !== b) throw new Error();\n};\n',
    'export const same = (a, b) => {\n  if (a === undefined) throw new Error();\n};\n',
  ),
  'an end of python': at('tests/test_0.py', 'import os\n', 'import os\nos._exit(0)\n'),
};
for (const [what, changed] of Object.entries(CHOOSES))
  inline(`chooses: ${what}`, () => assert.equal(lostTests([changed], testFileTest(undefined)), [changed.path]));

inline('an end that only ends a program of its own', () => {
  const isTest = testFileTest(undefined);
  const ends = at('test/a0.test.mjs', '', "import { a } from '../a.mjs';\nprocess.exit(a() === 1 ? 0 : 1);\n");
  assert.equal(lostTests([ends], isTest, [['node', '--test']]), []);
  assert.equal(lostTests([ends], isTest, [['node', 'test/a0.test.mjs']]), []);
  assert.equal(lostTests([ends], isTest, [['node', '--test', '--test-isolation=none']]), [ends.path]);
  assert.equal(
    lostTests([ends], isTest, [
      ['node', '--test'],
      ['npm', 'test'],
    ]),
    [ends.path],
  );
  assert.equal(lostTests([{ ...ends, before: 'run();\n' }], isTest, [['node', 'test/a0.test.mjs']]), [ends.path], 'it runs all others');
});

inline('a folder of tests that is no package any more', () => {
  assert.equal(lostTests([{ ...at('tests/deep/__init__.py', '', ''), gone: true }], testFileTest(undefined)), ['tests/deep/__init__.py']);
});

const scripts = testFileTest(['t/**', 'tests/**', '**/*.test.*', '**/test_*']);
for (const [what, { changed, lost }] of Object.entries(MOVES))
  inline(`moved: ${what}`, () => assert.equal(lostTests(changed, scripts), lost));

/** What honest work does with tests. */
const KEEPS: Record<string, Changed> = {
  'a test is added': at('a.test.mjs', JS, `${JS}test('more', () => {\n  assert.equal(add(2, 2), 4);\n});\n`),
  'a test is called otherwise': one('a.test.mjs', JS, ["test('adds'", "test('adds two numbers'"]),
  'a test expects something else': one('a.test.mjs', JS, ['sum, 3', 'sum, 4']),
  'a test is longer': one('a.test.mjs', JS, ['  assert.equal(sum, 3);', '  assert.equal(sum, 3);\n  assert.equal(add(0, 0), 0);']),
  'a mark is removed': one('a.test.js', CHAI.replace("it('adds'", "it.only('adds'"), ["it.only('adds'", "it('adds'"]),
  'a skipped test is run again': one('test_a.py', PY.replace('def test_add', '@pytest.mark.skip\ndef test_add'), [
    '@pytest.mark.skip\n',
    '',
  ]),
  'tests change their order': at(
    'test_a.py',
    PY,
    'def test_zero():\n    assert add(0, 0) == 0\n\n\ndef test_add():\n    assert add(1, 2) == 3\n',
  ),
  'line ends': at('a.test.mjs', JS, JS.replaceAll('\n', '\r\n')),
  'a group around them': at('a.test.js', CHAI, `describe('all', () => {\n${CHAI.replaceAll(/^(?=.)/gm, '  ')}});\n`),
  'a title on a line of its own': one('a.test.mjs', JS, ["test('adds', () => {", "test(\n  'adds',\n  () => {"]),
  'a comment': one('a.test.mjs', JS, ["test('adds'", "// it.skip is not for us; see #12\ntest('adds'"]),
  'an end in a program that it starts': at('a.test.mjs', JS, `${JS}test('ends', () => {\n  run('node', ['-e', 'process.exit(0)']);\n});\n`),
  'a failing end': at('a.test.mjs', JS, `${JS}if (add(1, 1) !== 2) process.exit(1);\n`),
  'an end that fails anyway': at('a.test.mjs', JS, `${JS}process.on('exit', () => rmSync(folder));\nif (bad) process.exitCode = 1;\n`),
  'an end that is stood in for': at(
    'a.test.mjs',
    JS,
    `${JS}const was = process.exit;\nprocess.exit = (code) => ended.push(code);\nprocess.exit( 1 );\n`,
  ),
  'a helper with one more': at(
    'test/same.mjs',
    "import a from 'a';\nexport const same = (a, b) => {\n  if (a !== b) throw new Error();\n};\n",
    "import b from 'b';\nexport const same = (a, b) => {\n  if (a !== b) throw new Error();\n};\nexport const more = 1;\n",
  ),
  'a helper that asserts nothing': at('test/make.mjs', 'export const make = () => 1;\n', 'export const make = () => 2;\n'),
  'a program of its own in python': at('test_a.py', PY, `${PY}\n\nif __name__ == '__main__':\n    sys.exit(pytest.main())\n`),
  'the end of all tests of go': at('a_test.go', GO, `${GO}\nfunc TestMain(m *testing.M) {\n\tos.Exit(m.Run())\n}\n`),
  'a parameter of that name': one('a.test.mjs', JS, ['  const sum', '  const page = list({ skip: 10 });\n  const sum']),
};
for (const [what, changed] of Object.entries(KEEPS))
  inline(`kept: ${what}`, () => assert.equal(lostTests([changed], testFileTest(undefined)), []));

for (const [what, { changed, lost }] of Object.entries(CASES))
  inline(what, () => assert.equal(lostTests(changed, testFileTest(undefined)), lost));

inline.run();
