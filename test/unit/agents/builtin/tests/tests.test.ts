// What `tests` finds in planted repositories, and what it leaves alone.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertTuple } from '../../../../../agents/builtin/tests/assert-tuple.ts';
import { assertionWithoutMatcher } from '../../../../../agents/builtin/tests/assertion-without-matcher.ts';
import { focusedTest } from '../../../../../agents/builtin/tests/focused-test.ts';
import { shadowedTest } from '../../../../../agents/builtin/tests/shadowed-test.ts';
import { unawaitedAssertion } from '../../../../../agents/builtin/tests/unawaited-assertion.ts';
import { type Files, places } from '../planted.ts';

const text = (...lines: string[]): string => `${lines.join('\n')}\n`;

const matcher = suite('tests/assertion-without-matcher');

matcher('finds an expect without a matcher, or with one that is not called', async () => {
  const file = text(
    "it('a', async () => {",
    '  expect(a);',
    '  expect(b === c)',
    '  expect(',
    '    [1, 2],',
    '  );',
    '  await expect(d);',
    '  expect(e).toBe;',
    '  expect(e).not',
    '  expect(f).toBe(1);',
    '  expect(g).to.be.true;',
    '  expect(h)',
    '    .toBe(2);',
    '  return expect(i);',
    '});',
  );
  assert.equal(
    await places(assertionWithoutMatcher, [{ 'a.test.js': file }]),
    [2, 3, 4, 7, 8, 9].map((it) => `a.test.js:${it}`),
  );
});

matcher('leaves strings, comments, a local expect, words, should, supertest and type tests alone', async () => {
  const files: Files = {
    'test/strings.js': text('const a = "expect(b);";', '// expect(c);', 'const d = `', 'expect(e);', '`;'),
    'test/own.js': text("import { expect } from './own-expect.js';", 'expect(a);'),
    'test/own2.js': text('function expect(a) { if (!a) throw a; }', 'expect(a);'),
    'test/words.js': text("expect(a, 'to be', b);", "expect(c, 'was called');"),
    'test/should.js': text('expect(a.should.equal(1));'),
    'test/carried-on.js': text('const a =', '  expect(b);', 'const c = [', '  expect(d)', '];', 'if (e) return', 'f(g,', '  expect(h))'),
    'test/supertest.js': text('request(app).get("/").expect(200);', 'request(app)', '  .expect(404)', '  .end(done);'),
    'test/types.ts': text('// @ts-expect-error not a number', 'expect(a);'),
    'src/shop.js': text('expect(a);'),
    'test/fixtures/a.js': text('expect(a);'),
    'test/right.js': text('expect(a);'),
  };
  assert.equal(await places(assertionWithoutMatcher, [files]), ['test/right.js:1']);
});

matcher('in a range reports only new lines', async () => {
  const before = { 'a.test.js': text('expect(a);') };
  assert.equal(await places(assertionWithoutMatcher, [before, { 'a.test.js': text('expect(a);', 'expect(b);') }], { range: true }), [
    'a.test.js:2',
  ]);
});

const awaited = suite('tests/unawaited-assertion');

awaited('finds resolves and rejects that are not awaited', async () => {
  const file = text(
    "it('a', async () => {",
    '  expect(a()).resolves.toBe(1);',
    '  expect(async () => {',
    '    await b();',
    '  }).rejects.toThrow();',
    '  await expect(c()).resolves.toBe(1);',
    '  await Promise.all([expect(d()).resolves.toBe(1)]);',
    '  const e = expect(f()).rejects.not.toThrow();',
    '  expect(g()).rejects.toThrow().then(done);',
    '  return expect(h()).resolves.toBe(1);',
    '});',
    "it('b', () => expect(i()).resolves.toBe(1));",
  );
  const node = text(
    "import assert from 'node:assert/strict';",
    "test('a', async () => {",
    '  assert.rejects(b());',
    '  await assert.rejects(b());',
    '  assert.rejects(b()).then(done);',
    '  return assert.doesNotReject(c());',
    '});',
  );
  const other = text("import { assert } from 'chai';", 'assert.rejects(b());');
  const files = { 'a.spec.ts': file, 'b.test.js': node, 'c.test.js': other };
  assert.equal(await places(unawaitedAssertion, [files]), ['a.spec.ts:2', 'a.spec.ts:3', 'b.test.js:3']);
});

const tuple = suite('tests/assert-tuple');

tuple('finds a tuple, on one line or several, and nothing that only begins like one', async () => {
  const file = text(
    'def test_a():',
    '    assert (a, "b")',
    '    assert (',
    '        a == b,',
    '        "message",',
    '    )',
    '    assert (a,)',
    '    assert (a, b) == (c, d)',
    '    assert (a or b)',
    '    assert (f(a, b))',
    '    assert (a), "message"',
    '    assert (a for a in b)',
    '    text = """',
    '    assert (a, "b")',
    '    """',
    '    # assert (a, "b")',
    '    assert(a, "c")  # said',
  );
  assert.equal(await places(assertTuple, [{ 'test_a.py': file }]), ['test_a.py:17', 'test_a.py:2', 'test_a.py:3', 'test_a.py:7']);
});

const focus = suite('tests/focused-test');

focus('finds focused tests in JavaScript, Ruby and Go', async () => {
  const files: Files = {
    'a.test.ts': text(
      "describe.only('a', () => {",
      "  it('b', () => {});",
      '});',
      "test.only.each([1])('c', () => {});",
      "fit('d', () => {});",
    ),
    'spec/a_spec.rb': text("describe 'a' do", "  fit 'b' do", '  end', 'end'),
    'a_test.go': text('package a', 'import . "github.com/onsi/ginkgo/v2"', 'var _ = FDescribe("a", func() {', '})'),
  };
  assert.equal(await places(focusedTest, [files]), ['a.test.ts:1', 'a.test.ts:4', 'a.test.ts:5', 'a_test.go:3', 'spec/a_spec.rb:2']);
});

focus('leaves conditions, strings, own functions, tests of focusing and projects under test alone', async () => {
  const files: Files = {
    'a.test.ts': text(
      'if (slow) {',
      "  it.only('a', () => {});",
      '}',
      "(slow ? it.only : it)('b', () => {});",
      'const t = "it.only(\'c\')";',
      '// it.only("d")',
      'model.fit(x);',
      "suite.only('x', 1)",
    ),
    'b.test.ts': text('function onlyHere() {', "  it.only('a', () => {});", '}', 'const fit = (a) => a;', "fit('b');"),
    'test/only/a.test.ts': text("it.only('a', () => {});"),
    'e2e/one/package.json': '{}',
    'e2e/two/package.json': '{}',
    'e2e/three/package.json': '{}',
    'e2e/one/__tests__/a.test.js': text("it.only('a', () => {});"),
  };
  assert.equal(await places(focusedTest, [files]), ['a.test.ts:8']);
  const tool = { 'package.json': '{ "name": "jest" }', 'a.test.ts': text("it.only('a', () => {});") };
  assert.equal(await places(focusedTest, [tool]), []);
});

const shadow = suite('tests/shadowed-test');

shadow('finds the earlier of two tests in one scope', async () => {
  const python = text(
    'class TestA:',
    '    """Doc',
    '    def test_a(self): in a string',
    '    """',
    '    def test_a(self):',
    '        assert 1',
    '',
    '    @pytest.mark.slow',
    '    def test_a(self):',
    '        assert 2',
    '',
    'def test_b(',
    '    x,',
    '):',
    '    pass',
    '',
    'async def test_b():',
    '    pass',
    '',
    'class TestA:',
    '    def test_c(self):',
    '        pass',
  );
  const ruby = text(
    'class ATest < Minitest::Test',
    '  def test_a',
    '    assert true',
    '  end',
    '  def test_a',
    '    assert 1',
    '  end',
    'end',
  );
  assert.equal(await places(shadowedTest, [{ 'test_a.py': python, 'test/a_test.rb': ruby }]), [
    'test/a_test.rb:2',
    'test_a.py:1',
    'test_a.py:12',
    'test_a.py:5',
  ]);
});

shadow('leaves other scopes, branches, registering decorators and used names alone', async () => {
  const python = text(
    'class TestA:',
    '    def test_a(self): pass',
    'class TestB:',
    '    def test_a(self): pass',
    'if windows:',
    '    def test_c(): pass',
    'else:',
    '    def test_c(): pass',
    '@register',
    'def test_d(): pass',
    'def test_d(): pass',
    'def test_e(): pass',
    'suite.add(test_e)',
    'def test_e(): pass',
    'class Own:',
    '    @property',
    '    def test_f(self): pass',
    '    @test_f.setter',
    '    def test_f(self, x): pass',
    '    def helper(self): pass',
    '    def helper(self): pass',
  );
  assert.equal(await places(shadowedTest, [{ 'test_a.py': python }]), []);
});

for (const it of [matcher, awaited, tuple, focus, shadow]) it.run();
