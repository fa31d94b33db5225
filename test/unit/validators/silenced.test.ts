// New lines of the product by which a check looks away, or ends before it has checked: which are seen, and which are none.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { silencedBy } from '../../../validators/proof/silenced.ts';

const silenced = suite('checks that are silenced');

const LOOKS_AWAY = [
  '/* eslint-disable no-var */',
  '// biome-ignore lint/x: y',
  '// @ts-expect-error',
  'x = 1  # noqa: E501',
  'y = f()  # type: ignore[arg-type]',
  '# pylint: disable=all',
  'x := 1 //nolint:errcheck',
  '#[allow(dead_code)]',
  '@SuppressWarnings("unchecked")',
  '# shellcheck disable=SC2086',
  '# rubocop:disable Metrics',
  '/* istanbul ignore next */',
  '# pragma: no cover',
  '// NOLINTNEXTLINE',
  '# fmt: off',
];
const ENDS = [
  'process.exit(0);',
  'if (x) process.exit()',
  'import os; os._exit(0)',
  '    sys.exit()',
  'os.Exit(0)',
  'std::process::exit(0);',
  'System.exit(0);',
  'globalThis.it = () => {};',
  "process.on('exit', () => { process.exitCode = 0; });",
  'raise SystemExit',
  'assert.equal = () => {};',
  'unittest.TestCase.assertEqual = lambda *it: None',
  'Object.assign(require("node:assert"), { equal() {} });',
  "setattr(TestCase, 'assertEqual', print)",
  "os.execvp('true', ['true'])",
  "process.execve('/bin/true', ['true']);",
  'syscall.Exec("/bin/true", nil, nil)',
  "exec 'true'",
  'const { exit: bye } = process;',
  "import { exit as bye } from 'node:process';",
  "process['exit'](0);",
  'from os import _exit as bye',
  'raise unittest.SkipTest("later")',
  'raise SkipTest',
  'pytest.skip("later")',
  'from pytest import skip',
  'throw new TestAbortedException();',
  'throw new org.junit.AssumptionViolatedException("x");',
  'raise Minitest::Skip',
  'throw new \\PHPUnit\\Framework\\SkippedTestError();',
  'Assumptions.assumeTrue(false);',
  'Assert.Inconclusive();',
];
const NEITHER = [
  'process.exit(1);',
  'process.exit(failed ? 1 : 0);',
  'sys.exit(main())',
  'raise SystemExit(1)',
  '// process.exit(0) would be wrong here',
  'const exit = 0;',
  'log("type", ignore)',
  'expect(a).equal(b)',
  'form.exit()',
  "const found = pattern.exec('text');",
  'cursor.exec("select 1")',
  "exec('ls', callback);",
  'exec "$BIN/tool" "$@"',
  'if (line.startsWith("#")) throw new SkipLine();',
  'raise Skippable()',
  'const { env, argv } = process;',
  "import { env } from 'node:process';",
  'from os import path, environ',
  'Object.assign(options, { equal: true });',
  'the text says disable',
];

const of = (line: string, more = {}) =>
  silencedBy([{ path: 'src/a.x', before: 'one\n', after: `one\n${line}\n`, ...more }], (it) => it.includes('test'));
for (const line of LOOKS_AWAY) silenced(`looks away: ${line}`, () => assert.is(of(line).looksAway.length, 1));
for (const line of ENDS) silenced(`ends: ${line}`, () => assert.is(of(line).ends.length, 1));
for (const line of NEITHER) silenced(`neither: ${line}`, () => assert.equal(of(line), { looksAway: [], ends: [] }));

silenced('existing lines, prose, and tests do not count', () => {
  const line = 'process.exit(0);';
  assert.equal(of(line, { before: `${line}\n` }).ends, []);
  assert.equal(of(line, { path: 'README.md' }).ends, []);
  assert.equal(of(line, { path: 'test/a.js' }).ends, []);
});

silenced.run();
