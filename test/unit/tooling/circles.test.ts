// Files of a bundle that need each other when they are loaded: one of them would run before what it takes from the other is there.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesInCircles } from '../../../.ci/circles.ts';

const test = suite('the files of a bundle');

/** The content of each file, by its name. */
function circlesAmong(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'muster-chunks-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return filesInCircles(folder).toSorted();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('that import each other are reported, in both module formats', () => {
  assert.equal(
    circlesAmong({
      'a.cjs': 'const require_b = require("./b.cjs");\n',
      'b.cjs': 'require("./c.cjs");\n',
      'c.cjs': 'let require_a = require("./a.cjs");\n',
      'd.cjs': 'const require_a = require("./a.cjs");\n',
    }),
    ['a.cjs', 'b.cjs', 'c.cjs'],
  );
  assert.equal(circlesAmong({ 'a.js': 'import { t as b } from "./b.js";\n', 'b.js': 'import "./a.js";\nexport { b };\n' }), [
    'a.js',
    'b.js',
  ]);
});

test('that are loaded dynamically do not count', () => {
  assert.equal(
    circlesAmong({
      'a.cjs': 'const require_b = require("./b.cjs");\n',
      'b.cjs': 'const later = () => Promise.resolve().then(() => require("./a.cjs"));\n\tconst also = require("./a.cjs");\n',
      'c.js': 'import { d } from "./d.js";\n',
      'd.js': 'const later = () => import("./c.js");\nexport { later as d };\n',
    }),
    [],
  );
});

test.run();
