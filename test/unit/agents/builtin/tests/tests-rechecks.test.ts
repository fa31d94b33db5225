// The re-checks in `tests`: each agrees with a true claim, refutes a false one, and abstains if its method cannot tell.

import { tests } from '../../../../../agents/builtin/tests/analyser.ts';
import { table, text } from '../judged.ts';

table(
  'asks git for the files of the line',
  tests,
  'links/missing-workflow-file',
  {
    '.github/workflows/a.yml': text(
      'run: ./scripts/a.sh',
      'run: ./scripts/gone.sh',
      'uses: ./.github/actions/x',
      'run: make',
      'run: python b.py',
    ),
    'scripts/a.sh': '1\n',
    '.github/actions/x/action.yml': '1\n',
    'tools/b.py': '1\n',
  },
  [
    { at: '.github/workflows/a.yml:1', says: 'DISAGREE' },
    { at: '.github/workflows/a.yml:2', says: 'AGREE' },
    { at: '.github/workflows/a.yml:3', says: 'DISAGREE' },
    { at: '.github/workflows/a.yml:4', says: 'ABSTAIN' },
    { at: '.github/workflows/a.yml:5', says: 'ABSTAIN' },
  ],
);
table(
  'reads to the end of both operands',
  tests,
  'slips/identical-operands',
  {
    'a.js': text(
      'if (a.id === a.id) {}',
      'if (a.id === b.id) {}',
      'if (a + b === b) {}',
      'if (f() === f()) {}',
      'x = a && b && b;',
      'x = a.b[0] || a.b[0];',
    ),
    'a.py': text('if a.x and a.x: pass', 'if a or b: pass'),
  },
  [
    { at: 'a.js:1', says: 'AGREE' },
    { at: 'a.js:2', says: 'DISAGREE' },
    { at: 'a.js:3', says: 'DISAGREE' },
    { at: 'a.js:4', says: 'DISAGREE' },
    { at: 'a.js:5', says: 'AGREE' },
    { at: 'a.js:6', says: 'AGREE' },
    { at: 'a.py:1', says: 'AGREE' },
    { at: 'a.py:2', says: 'DISAGREE' },
  ],
);
table(
  'walks the chain upwards',
  tests,
  'slips/repeated-condition',
  {
    'a.js': text('if (a === 1) {', '  x();', '} else if (b) {', '} else if (a  === 1) {', '} else if (c) {', '}'),
    'a.py': text('if a == 1:', '    if c: pass', 'elif b:', '    pass', 'elif a == 1:', '    pass', 'elif c:', '    pass'),
  },
  [
    { at: 'a.js:4', with: ['a.js:1'], says: 'AGREE' },
    { at: 'a.js:5', with: ['a.js:1'], says: 'DISAGREE' },
    { at: 'a.py:5', with: ['a.py:1'], says: 'AGREE' },
    { at: 'a.py:7', with: ['a.py:2'], says: 'DISAGREE' },
  ],
);
table(
  'lets another parser read',
  tests,
  'slips/duplicate-key',
  {
    'a.json': text('{', '  "a": 1,', '  "b": { "a": 1 },', '  "a": 2', '}'),
    'a.js': text('x = {', '  a: 1,', '  b: { a: 2 },', "  'a': 3,", '  c: 4,', '};'),
  },
  [
    { at: 'a.json:4', with: ['a.json:2'], says: 'AGREE' },
    { at: 'a.json:3', with: ['a.json:2'], says: 'DISAGREE' },
    { at: 'a.js:4', with: ['a.js:2'], says: 'AGREE' },
    { at: 'a.js:5', with: ['a.js:2'], says: 'DISAGREE' },
  ],
);
table(
  'reads the first argument',
  tests,
  'slips/foreach-async',
  {
    'a.js': text(
      'a.forEach(async (x) => { await b(x); });',
      'a.forEach((x) => { b(x); });',
      'a.forEach(async (x) => { b(x); });',
      'await a.forEach(async (x) => { await b(x); });',
    ),
  },
  [
    { at: 'a.js:1', says: 'AGREE' },
    { at: 'a.js:2', says: 'DISAGREE' },
    { at: 'a.js:3', says: 'DISAGREE' },
    { at: 'a.js:4', says: 'DISAGREE' },
  ],
);
table(
  'reads parameters and body in order',
  tests,
  'slips/mutable-default',
  {
    'a.py': text(
      'def a(x=[]):',
      '    x.append(1)',
      'def b(x={}):',
      '    x = dict(x)',
      '    x["a"] = 1',
      'def c(x=[]):',
      '    return x',
      'def d(x={}):',
      '    x["a"] = 1',
      'def e(x=[]):',
      '    x += [1]',
    ),
  },
  [
    { at: 'a.py:1', says: 'AGREE' },
    { at: 'a.py:3', says: 'DISAGREE' },
    { at: 'a.py:6', says: 'DISAGREE' },
    { at: 'a.py:8', says: 'AGREE' },
    { at: 'a.py:10', says: 'AGREE' },
  ],
);
table(
  'reads the arguments',
  tests,
  'slips/unsafe-yaml-load',
  { 'a.py': text('import yaml', 'yaml.load(f)', 'yaml.load(f, Loader=yaml.SafeLoader)', 'yaml.load(f, L)', 'safe(f)') },
  [
    { at: 'a.py:2', says: 'AGREE' },
    { at: 'a.py:3', says: 'DISAGREE' },
    { at: 'a.py:4', says: 'ABSTAIN' },
    { at: 'a.py:5', says: 'DISAGREE' },
  ],
);
