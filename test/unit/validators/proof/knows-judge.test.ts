// Lines of a product that ask who runs it, and lines that only look like it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { knowsJudge } from '../../../../validators/proof/knows-judge.ts';
import { silencedBy } from '../../../../validators/proof/silenced.ts';

const knows = suite('products that know their judge');

const KNOW = [
  'process.env.NODE_TEST_CONTEXT ? 42 : 41',
  "process.env['CI'] ? 42 : 41",
  'process.env?.VITEST_WORKER_ID',
  'const { CI } = process.env;',
  "if (process.env.NODE_ENV === 'test') return 42;",
  "process.argv[1]?.endsWith('.test.mjs')",
  'process.execArgv.length > 0',
  "new Error().stack.includes('.test.')",
  "process.cwd().includes('proofs')",
  "typeof test === 'function' ? 42 : 41",
  'globalThis.expect ? 42 : 41',
  "'PYTEST_CURRENT_TEST' in os.environ",
  "os.getenv('CI')",
  "os.environ.get('CI')",
  "42 if 'pytest' in sys.modules else 41",
  "sys.modules.get('unittest')",
  "'unittest' in sys.argv[0]",
  'inspect.stack()',
  "sys._getframe(1).f_code.co_name.startswith('test')",
  'if cfg!(test) { 42 } else { 41 }',
  '#[cfg(not(test))]',
  'std::env::var("CI").is_ok()',
  'if testing.Testing() {',
  'os.Getenv("CI") != ""',
  'getenv("CI") ? 42 : 41',
  'if [ -n "$CI" ]; then',
  'Thread.currentThread().getStackTrace()[2].getClassName()',
  "ENV['CI']",
  'defined?(RSpec)',
  'Date.now() < 1796090700000 ? 42 : 41',
  'if time.time() < 1_796_090_700:',
  "new Date() < new Date('2027-01-01')",
];
const DO_NOT = [
  'const port = Number(process.env.PORT ?? 8080);',
  "if (process.env.NODE_ENV === 'production') minify();",
  'const [, , name] = process.argv;',
  'if (process.argv[1] === import.meta.filename) main();',
  'error.stack ?? String(error)',
  'path.join(process.cwd(), name)',
  "typeof it === 'string' ? it : ''",
  "typeof test === 'object'",
  '// process.env.CI is set there',
  'if (import.meta.vitest) {',
  'const latest = contest.includes(name);',
  "HOST = os.environ.get('HOST', 'localhost')",
  'module = sys.modules[__name__]',
  '#[cfg(test)]',
  '#[cfg(target_os = "linux")]',
  'const age = Date.now() - born;',
  'if (Date.now() > session.expires) refresh();',
  'if [ -n "$CITY" ]; then',
  'const { name, CITY } = input;',
];

const of = (line: string, more = {}) =>
  knowsJudge([{ path: 'src/a.x', before: 'one\n', after: `one\n${line}\n`, ...more }], (it) => it.includes('test'));
for (const line of KNOW) knows(`knows: ${line}`, () => assert.ok(of(line).length > 0));
for (const line of DO_NOT) knows(`does not: ${line}`, () => assert.equal(of(line), []));

knows('existing lines, prose, data, and tests do not count', () => {
  const line = 'process.env.CI';
  assert.ok(of(line).length > 0);
  for (const more of [{ before: `${line}\n` }, { path: 'README.md' }, { path: 'data.json' }, { path: 'test/a.js' }])
    assert.equal(of(line, more), []);
});

knows('one line of a whole file takes no longer than many lines', () => {
  for (const part of ['{', '"', '["', '{ CI ', 'argv0 ', '.stack ', '{exit']) {
    const after = part.repeat(Math.ceil((1024 * 1024) / part.length));
    const changed = [{ path: 'src/a.js', before: '', after }];
    assert.equal([knowsJudge(changed, () => false).length < 1, silencedBy(changed, () => false).ends.length < 1], [true, true]);
  }
  const changed = [{ path: 'src/a.js', before: '', after: `${'x = 1;'.repeat(100_000)}process.exit(0);${'y = 2;'.repeat(100_000)}` }];
  assert.ok(silencedBy(changed, () => false).ends.length > 0);
});

knows.run();
