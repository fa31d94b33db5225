// Each rule of the house catches what is planted against it, and lets alone what only looks like it.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { named } from '../../../.ci/house/named.ts';
import { complaintsAbout, filesOf } from '../../../.ci/house.ts';

const OPEN = '// What this is for.\n';

/** Complaints as lines, about files of which the first comment need not be written out. */
function told(files: Record<string, string>): string[] {
  const opened = Object.entries(files).map(([path, text]): [string, string] => [path, OPEN + text]);
  return complaintsAbout(new Map(opened)).map(({ path, line, says }) => `${path}:${line} ${says}`);
}

const direction = suite('direction');

direction('lets every room import from itself and from the left', () => {
  assert.equal(
    told({
      'contracts/schema.ts': "import * as zod from 'zod';",
      'contracts/a.ts': "import * as z from './schema.ts';",
      'contracts/b.ts': "import { a } from './a.ts';",
      'runtime/c.ts': "import { b } from '../contracts/b.ts';",
      'daemon/d.ts': "import { c } from '../runtime/c.ts';\nimport { a } from '../contracts/a.ts';",
    }),
    [],
  );
});

const PLANTED: [string, Record<string, string>, string][] = [
  [
    'a room imports from its right',
    { 'runtime/a.ts': "import { b } from '../skills/b.ts';", 'skills/b.ts': '' },
    'runtime/a.ts:2 imports skills/b.ts, but skills stands to the right of runtime',
  ],
  [
    'it is only a type',
    { 'validators/a.ts': "import type { B } from '../daemon/b.ts';", 'daemon/b.ts': '' },
    'validators/a.ts:2 imports daemon/b.ts, but daemon stands to the right of validators',
  ],
  [
    'a room imports a test',
    { 'daemon/a.ts': "import { b } from '../test/b.ts';" },
    'daemon/a.ts:2 imports test/b.ts, which is in none of the rooms',
  ],
  [
    'a room imports a bench',
    { 'daemon/a.ts': "import { b } from '../bench/b.ts';" },
    'daemon/a.ts:2 imports bench/b.ts, which is in none of the rooms',
  ],
  [
    'the ending is missing',
    { 'daemon/a.ts': "import { b } from './b';", 'daemon/b.ts': '' },
    'daemon/a.ts:2 imports daemon/b, which is no TypeScript file of the house',
  ],
  [
    'the ending is the built one',
    { 'daemon/a.ts': "import { b } from './b.js';", 'daemon/b.ts': '' },
    'daemon/a.ts:2 imports daemon/b.js, which is no TypeScript file of the house',
  ],
  ['the package imports itself', { 'daemon/a.ts': "import { b } from 'musterd';" }, 'daemon/a.ts:2 imports the package it is part of'],
  [
    'contracts know the machine',
    { 'contracts/a.ts': "import type { X } from 'node:fs';" },
    'contracts/a.ts:2 imports node:fs; contracts know only each other',
  ],
  [
    'a schema is made at once',
    { 'skills/a.ts': "import { z } from 'zod';" },
    'skills/a.ts:2 imports zod; schemas are written with contracts/schema.ts, which makes them when needed',
  ],
  ['a path is computed', { 'daemon/a.ts': 'await import(name);' }, 'daemon/a.ts:2 imports a path that is known only when it runs'],
];
for (const [name, files, says] of PLANTED) direction(`complains when ${name}`, () => assert.equal(told(files), [says]));

direction.run();

const purity = suite('purity');

const IMPURE: [string, string][] = [
  ["import { readFileSync } from 'node:fs';", 'node:fs'],
  ["import { spawn } from 'node:child_process';", 'node:child_process'],
  ["import net from 'node:net';", 'node:net'],
  ["import { tmpdir } from 'node:os';", 'node:os'],
  ["import { scheduler } from 'node:timers/promises';", 'node:timers/promises'],
  ["import PQueue from 'p-queue';", 'p-queue'],
  ['const at = Date.now();', 'Date.now'],
  ['const at = new Date();', 'new Date()'],
  ['const at = new Date;', 'new Date()'],
  ['const at = Date();', 'Date()'],
  ['const at = performance.now();', 'performance'],
  ['const n = Math.random();', 'Math.random'],
  ["import { randomUUID } from 'node:crypto';", 'random bytes'],
  ['const id = crypto.randomUUID();', 'random bytes'],
  ["import { randomBytes } from 'node:crypto';", 'random bytes'],
  ['setTimeout(run, 1);', 'a timer'],
  ['const later = setInterval;', 'a timer'],
  ['AbortSignal.timeout(1);', 'a timer'],
  ['const home = process.env.HOME;', 'process'],
  ["const home = process['env'];", 'process'],
  ['await fetch(url);', 'fetch or require'],
  ["console.log('here');", 'console'],
  ['const here = import.meta.dirname;', 'import.meta'],
  ['const all = globalThis;', 'globalThis'],
];
for (const [text, what] of IMPURE) {
  purity(`complains of ${text}`, () => assert.equal(told({ 'skills/a.ts': text }), [`skills/a.ts:2 uses ${what}, but must be pure`]));
}

for (const path of ['contracts/a.ts', 'skills/dispatch/a.ts', 'validators/plan/a.ts', 'daemon/lead/next.ts', 'daemon/lead/deep/a.ts']) {
  purity(`holds in ${path}`, () => assert.is(told({ [path]: 'Math.random();' }).length, 1));
}

for (const path of [
  'runtime/a.ts',
  'agents/a.ts',
  'daemon/a.ts',
  'daemon/effects/a.ts',
  'daemon/lead/loop.ts',
  'validators/evidence/source.ts',
]) {
  purity(`does not hold in ${path}`, () => assert.equal(told({ [path]: 'Math.random();' }), []));
}

purity('accepts what only looks impure', () => {
  const text = [
    "import { createHash } from 'node:crypto';",
    "import type { Stats } from 'node:fs';",
    'const then = new Date(at);',
    'type Look = { process: Seen; setTimeout: number };',
    'const look = { process: seen, setTimeout: 1 };',
    'look.process.pid;',
    'const said = "process.env, Date.now()"; // Math.random()',
    'Date.parse(text);',
    'undated(Date.UTC(2026));',
  ].join('\n');
  assert.equal(told({ 'skills/a.ts': text }), []);
});

purity('follows imports, however far', () => {
  assert.equal(
    told({
      'skills/a.ts': "import { b } from '../runtime/b.ts';",
      'runtime/b.ts': "import { c } from './c.ts';",
      'runtime/c.ts': "import { readFileSync } from 'node:fs';",
    }),
    ['skills/a.ts:2 must be pure, but imports runtime/b.ts, which uses node:fs (runtime/c.ts:2)'],
  );
});

purity('lets a rule use what is pure, and the types of what is not', () => {
  assert.equal(
    told({
      'validators/a.ts': "import type { Read } from './evidence/source.ts';\nimport { digest } from '../runtime/digest.ts';",
      'validators/evidence/source.ts': "import { readFileSync } from 'node:fs';",
      'runtime/digest.ts': "import { createHash } from 'node:crypto';\nimport type { Clock } from './clock.ts';",
      'runtime/clock.ts': 'Date.now();',
    }),
    [],
  );
});

purity('copes with import cycles', () => {
  assert.equal(
    told({
      'skills/a.ts': "import { b } from '../runtime/b.ts';",
      'runtime/b.ts': "import { c } from './c.ts';",
      'runtime/c.ts': "import { b } from './b.ts';",
    }),
    ['runtime/b.ts:2 stands in a circle of imports with runtime/c.ts'],
  );
});

purity.run();

const shape = suite('shape');

shape('wants an opening comment', () => {
  const [complaint] = complaintsAbout(
    new Map([
      ['runtime/a.ts', "import './b.ts';\n"],
      ['runtime/b.ts', OPEN],
    ]),
  );
  assert.is(complaint?.says, 'does not open with a comment that says what it is for');
});

shape('wants it short, but allows a second paragraph', () => {
  assert.match(told({ 'runtime/a.ts': '// two\n// three\n// four\n' })[0] ?? '', /opens with 4 lines/);
  assert.equal(told({ 'runtime/a.ts': '// two\n// three\n//\n// more\n' }), []);
});

shape('wants a short file', () => {
  assert.equal(told({ 'runtime/a.ts': 'x;\n'.repeat(299) }), []);
  assert.match(told({ 'runtime/a.ts': 'x;\n'.repeat(300) })[0] ?? '', /has 301 lines/);
});

for (const path of [
  'runtime/utils.ts',
  'runtime/helpers/a.ts',
  'daemon/index.ts',
  'agents/common.ts',
  'runtime/shared/a.ts',
  'runtime/PtyHost.ts',
]) {
  shape(`does not take the name ${path}`, () => assert.match(told({ [path]: 'x;' })[0] ?? '', /is (?:not )?named/));
}

for (const path of ['runtime/ledger/indexes.ts', 'runtime/ledger/index-rows.ts', 'daemon/cli/service.ts', 'contracts/run/base.ts']) {
  shape(`takes the name ${path}`, () => assert.equal(told({ [path]: 'x;' }), []));
}

shape('refuses a file that only re-exports', () => {
  assert.match(told({ 'runtime/a.ts': "export { b } from './b.ts';", 'runtime/b.ts': '' })[0] ?? '', /only re-exports/);
  assert.equal(told({ 'runtime/a.ts': "export { b } from './b.ts';\nexport const c = 1;", 'runtime/b.ts': '' }), []);
});

shape('refuses TODO comments', () => {
  assert.match(told({ 'runtime/a.ts': '  // TODO: later' })[0] ?? '', /:2 has a TODO/);
  assert.equal(told({ 'runtime/a.ts': '// Counts every TODO of a tree.' }), []);
});

shape.run();

const circles = suite('circles');

circles('are reported once, with all their files, type imports included', () => {
  const files = {
    'runtime/a.ts': "import { b } from './b.ts';",
    'runtime/b.ts': "import type { C } from './c.ts';",
    'runtime/c.ts': "import { a } from './a.ts';",
    'runtime/d.ts': "import { a } from './a.ts';",
  };
  assert.equal(told(files), ['runtime/a.ts:2 stands in a circle of imports with runtime/b.ts, runtime/c.ts']);
});

circles('of one file, and two separate ones', () => {
  const files = {
    'runtime/a.ts': "import { a } from './a.ts';",
    'runtime/b.ts': "import { c } from './c.ts';",
    'runtime/c.ts': "import { b } from './b.ts';",
  };
  assert.equal(told(files), ['runtime/a.ts:2 imports itself', 'runtime/b.ts:2 stands in a circle of imports with runtime/c.ts']);
});

circles('are not confused with two paths to one file', () => {
  const files = {
    'runtime/a.ts': "import { b } from './b.ts';\nimport { c } from './c.ts';",
    'runtime/b.ts': "import { d } from './d.ts';",
    'runtime/c.ts': "import { d } from './d.ts';",
    'runtime/d.ts': '',
  };
  assert.equal(told(files), []);
});

circles.run();

const crowding = suite('crowding');

const loose = (many: number) => Object.fromEntries(Array.from({ length: many }, (_, n) => [`runtime/files/f${n}.ts`, '']));

crowding('allows fifteen files in a folder', () => assert.equal(told(loose(15)), []));

crowding('wants subfolders for more, and does not count files in those', () => {
  assert.equal(told({ ...loose(15), 'runtime/files/more/a.ts': '' }), []);
  assert.match(told(loose(16))[0] ?? '', /stands in runtime\/files\/ with 15 more loose files/);
});

crowding.run();

const names = suite('names of the build');

names('that no module has are reported at their line, also if they are put together', () => {
  const text = "// What is put together.\nconst a = ['daemon/a', 'daemon/gone'];\nconst b = ['b', 'lost'].map((it) => `runtime/${it}`);";
  const files = new Map(['daemon/a.ts', 'runtime/b.ts'].map((path) => [path, OPEN]));
  assert.equal(
    named('.ci/x.ts', text, ['daemon/a', 'daemon/gone', 'runtime/b', 'runtime/lost'], files).map(({ line, says }) => `${line} ${says}`),
    ['2 names daemon/gone, which is no module of the house', '3 names runtime/lost, which is no module of the house'],
  );
});

names.run();

const house = suite('house');

house('obeys all rules', () => {
  const files = filesOf(join(import.meta.dirname, '..', '..', '..'));
  assert.ok(files.has('contracts/task/task.ts'));
  assert.not.ok([...files.keys()].some((path) => path.startsWith('test/') || path.startsWith('.ci/')));
});

house.run();
