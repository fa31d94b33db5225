// What `slips` finds in code, and what it leaves alone.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duplicateKey } from '../../../../../agents/builtin/slips/duplicate-key.ts';
import { foreachAsync } from '../../../../../agents/builtin/slips/foreach-async.ts';
import { identicalOperands } from '../../../../../agents/builtin/slips/identical-operands.ts';
import { mutableDefault } from '../../../../../agents/builtin/slips/mutable-default.ts';
import { repeatedCondition } from '../../../../../agents/builtin/slips/repeated-condition.ts';
import { unsafeYamlLoad } from '../../../../../agents/builtin/slips/unsafe-yaml-load.ts';
import { type Files, places } from '../planted.ts';

const text = (...lines: string[]): string => `${lines.join('\n')}\n`;

const chains = suite('slips/repeated-condition');

chains('finds a condition that occurs twice in one chain, in every language with chains', async () => {
  const files: Files = {
    'a.js': text("if (a === 'x') {", '  b();', "} else if (a === 'y') {", '} else if (', "  a === 'x'", ') {', '}'),
    'b.py': text('if x == 1:', '    pass', 'elif (x == 2 and', '      y):', '    pass', 'elif x == 1:', '    pass'),
    'c.go': text('func f() {', '  if a > 1 {', '  } else if b {', '  } else if a > 1 {', '  }', '}'),
    'd.c': text('if (a) x();', 'else if (b) y();', 'else if (a) z();'),
    'E.java': text('if (a.equals(b)) { } else if (c) { } else if (a.equals(b)) { }'),
  };
  assert.equal(await places(repeatedCondition, [files]), ['E.java:1', 'a.js:4', 'b.py:6', 'c.go:4', 'd.c:3']);
});

chains('leaves alone what may answer differently, other chains, strings and directives', async () => {
  const files: Files = {
    'a.js': text(
      'if (next()) {} else if (next()) {}',
      'if (i++ < 3) {} else if (i++ < 3) {}',
      'if (m = read(x)) {} else if (m = read(x)) {}',
      "if (a === 'x') {} else if (a === 'y') {}",
      'if (a) {}',
      'if (a) {}',
      'if (a) { if (b) {} } else if (b) {}',
      '// if (a) {} else if (a) {}',
      '`if (a) {} else if (a) {}`',
    ),
    'b.c': text('if (a) {', '}', '#ifdef X', 'else if (b) {', '#endif', '} else if (a) {', '}'),
    'c.py': text('if x:', '    pass', 'y = 1', 'if x:', '    pass', 'elif z:', '    if x:', '        pass', '    elif w:', '        pass'),
    'test/d.js': 'if (a) {} else if (a) {}\n',
  };
  assert.equal(await places(repeatedCondition, [files]), []);
});

const operands = suite('slips/identical-operands');

operands('finds the same thing on both sides', async () => {
  const files: Files = {
    'a.js': text('if (a.id === a.id) x();', 'const y = b && b;', "if (list['x'] == list['x']) y();", 'if (p && (q || q)) z();'),
    'b.py': text('if a.b and a.b:', '    pass'),
    'c.go': 'var x = p.size == p.size\n',
  };
  assert.equal(await places(identicalOperands, [files]), ['a.js:1', 'a.js:2', 'a.js:3', 'a.js:4', 'b.py:1', 'c.go:1']);
});

operands('leaves alone NaN checks, calls, defaults, other operators, longer chains, strings', async () => {
  const files: Files = {
    'a.js': text(
      'if (x !== x) nan();',
      'if (x === x) notNan();',
      'if (f() === f()) x();',
      'const a = b && b || c;',
      'if (a !== b && b) x();',
      'if (a && a.b) x();',
      'if (a && a',
      '  .b) x();',
      "if (l['x'] === l['y']) x();",
      'const c = x - x.y;',
      'const s = "a && a"; // a && a',
      'if (n & FLAG == FLAG) x();',
      'if (true || true) x();',
      'if (!a || a) x();',
    ),
    'b.py': text('oname = args and args or "_"', 'if not a or a and b:', '    pass', 'x = state & F.R == F.R'),
    'c.ts': 'type A = Map<Key, Key>;\n',
    'spec/d.js': 'if (a && a) x();\n',
  };
  assert.equal(await places(identicalOperands, [files]), []);
});

const keys = suite('slips/duplicate-key');

keys('finds a duplicate key', async () => {
  const files: Files = {
    'a.js': text('const a = {', '  x: 1,', "  'y': { z: 1 },", '  x: 2,', '};', 'f({ "q": 1, q: 2 });'),
    'b.py': text('d = {', "    'a': 1,", '    "b": {1: 2},', '    "a": lambda x, y: x,', '}'),
    'c.json': text('{', '  "scripts": {', '    "a": "x",', '    "a": "y"', '  }', '}'),
    'd.ts': text('export default {', '  [k]: 1,', '  a: f({ b: 1 }, [1, 2]),', '  a: 2,', '};'),
  };
  assert.equal(await places(duplicateKey, [files]), ['a.js:4', 'a.js:6', 'b.py:4', 'c.json:4', 'd.ts:4']);
});

keys('leaves alone patterns, spreads, types, blocks, accessors, computed keys, lambdas, comments in JSON', async () => {
  const files: Files = {
    'a.ts': text(
      'const { a: x, a: y } = z;',
      'const d = { a: 1, ...rest, a: 2 };',
      'type T = { a: 1; b: 2 };',
      'switch (x) { case 1: { a: f(); } }',
      'class C { get a() { return 1; } set a(v) {} }',
      'const e = { get a() { return 1; }, set a(v) {} };',
      'const f = { [a]: 1, [a]: 2 };',
      'const g = ({ a: x, a: y }) => x;',
      'if (x) { a: b(); }',
      'const h = { a: c ? d : e, b: 1 };',
    ),
    'b.py': text(
      "ops = {'+': lambda x, y: x, '-': lambda x, y: y}",
      's = {a, a}',
      'c = {k: v for k, v in x}',
      'd = {**a, "x": 1, **b, "x": 2}',
    ),
    'c.json': '{ "//": "one", "//": "two", "a": 1 }\n',
    'test/d.json': '{ "a": 1, "a": 2 }\n',
  };
  assert.equal(await places(duplicateKey, [files]), []);
});

const small = suite('slips: one-liners');

small('forEach with an async function', async () => {
  const files: Files = {
    'a.js': text(
      'async function run() {',
      '  list.forEach(async (it) => {',
      '    await it.save();',
      '  });',
      '  done();',
      '}',
      'function fire() {',
      '  list.forEach(async (it) => { await it.save(); });',
      '}',
      'const go = async () => {',
      '  await pool.forEach(async (it) => { await it.save(); });',
      '  list.forEach(async (it) => { it.save(); });',
      '  list.forEach(async (it) => { try { await it.save(); } catch {} });',
      '  list.forEach((it) => it.save());',
      '  if (x) { items.forEach(async function (it) { await it; }); }',
      '};',
    ),
  };
  assert.equal(await places(foreachAsync, [files]), ['a.js:15', 'a.js:2']);
});

small('mutable defaults that are changed', async () => {
  const files: Files = {
    'a.py': text(
      'def a(x, into=[]):',
      '    into.append(x)',
      'def b(x, seen={}):',
      '    seen[x] = 1',
      'def c(x, into=[]):',
      '    return into + [x]',
      'def d(x, into=[]):',
      '    into = list(into)',
      '    into.append(x)',
      'def e(',
      '    x,',
      '    options: dict = {},',
      '):',
      '    options["x"] = x',
      'def f(x, items={}):',
      '    if items:',
      '        items.update(x)',
      'def g():',
      '    def inner(acc=[]):',
      '        acc.append(1)',
      '    return inner',
      'def h(names={}):',
      '    for name in names:',
      '        names[name] = 1',
      'def i(_kept={}):',
      '    _kept["x"] = 1',
    ),
  };
  assert.equal(await places(mutableDefault, [files]), ['a.py:1', 'a.py:12']);
});

small('yaml.load without a Loader', async () => {
  const files: Files = {
    'a.py': text(
      'import yaml',
      'a = yaml.load(f)',
      'b = yaml.load(f, Loader=yaml.SafeLoader)',
      'c = yaml.load(f, SafeLoader)',
      'd = yaml.safe_load(f)',
      '# yaml.load(f)',
    ),
    'b.py': text('from ruamel.yaml import YAML', 'yaml = YAML()', 'a = yaml.load(f)'),
    'tests/c.py': text('import yaml', 'yaml.load(f)'),
  };
  assert.equal(await places(unsafeYamlLoad, [files]), ['a.py:2']);
});

small('in a range only what it adds', async () => {
  const first: Files = { 'a.js': 'if (x.y && x.y) z();\n' };
  const second: Files = { 'a.js': 'if (x.y && x.y) z();\nif (a.b || a.b) c();\n' };
  assert.equal(await places(identicalOperands, [first, second], { range: true }), ['a.js:2']);
});

for (const it of [chains, operands, keys, small]) it.run();
