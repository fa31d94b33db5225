// Keys of effects: only one file makes and parses them, and each belongs to one effect.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FAILPOINTS } from '../../../../runtime/failpoints.ts';
import { effectKey, isAboutDispatch, localKey } from '../../../../skills/run/effect-key.ts';

const keys = suite('keys of effects');
const D1 = 'r-aaaaaa.d1';
const D10 = 'r-aaaaaa.d10';

keys('name the kind and what it is about', () => {
  const table: [string, string][] = [
    [effectKey('capture-base'), 'capture-base'],
    [effectKey('make-workplace', D1), 'make-workplace:r-aaaaaa.d1'],
    [effectKey('start', D1, 2), 'start:r-aaaaaa.d1.2'],
    [effectKey('look', D1, 2, 'running'), 'look:r-aaaaaa.d1.2:running'],
    [effectKey('audit-source', 'verdict'), 'audit-source:verdict'],
    [effectKey('keep-held', 'claude'), 'keep-held:claude'],
    [effectKey('await-end', 'r-aaaaaa'), 'await-end:r-aaaaaa'],
  ];
  for (const [made, expected] of table) assert.is(made, expected);
});

keys('distinguish dispatches whose numbers start alike', () => {
  const all = [D1, D10].flatMap((it) => [
    effectKey('make-workplace', it),
    effectKey('start', it, 1),
    effectKey('look', it, 1, 'suspect+overdue'),
    effectKey('check-evidence', it),
  ]);
  assert.is(new Set(all).size, all.length);
  assert.equal(
    all.filter((it) => isAboutDispatch(it, D1)),
    all.slice(0, 4),
  );
  assert.not.ok(isAboutDispatch(effectKey('bind'), D1));
  assert.not.ok(isAboutDispatch(effectKey('await-end', 'r-aaaaaa'), D1));
});

keys('leave out the run where they are shown inside it', () => {
  assert.is(localKey(effectKey('look', D1, 2, 'running'), 'r-aaaaaa'), 'look:d1.2:running');
  assert.is(localKey(effectKey('bind'), 'r-aaaaaa'), 'bind');
});

/** Finds keys that are put together anywhere else: that would be a second grammar. */
keys('are written nowhere else in the program', () => {
  const root = join(import.meta.dirname, '..', '..', '..', '..');
  const kinds = new Set(Object.keys(FAILPOINTS).flatMap((it) => /^effect\.(.+)\.(?:before|after)$/.exec(it)?.[1] ?? []));
  const made = new RegExp(`[\`'"](${[...kinds].join('|')}):`);
  const files = globSync('{contracts,runtime,validators,agents,skills,daemon}/**/*.ts', { cwd: root });
  const found = files.filter((it) => made.test(readFileSync(join(root, it), 'utf8')));
  assert.equal(found, ['skills/run/effect-key.ts']);
});

keys.run();
