// What `deps` finds in planted repositories, and what it leaves alone.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockfileOutOfRange } from '../../../../../agents/builtin/deps/lockfile-out-of-range.ts';
import { undeclaredImport } from '../../../../../agents/builtin/deps/undeclared-import.ts';
import { type Files, places } from '../planted.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const imports = suite('deps/undeclared-import');

const LIBRARY: Files = {
  'package.json': json({ name: 'shop', main: 'index.js', dependencies: { express: '^4.0.0' }, devDependencies: { tape: '^5.0.0' } }),
  'index.js': "const express = require('express');\nconst lost = require('left-pad');\nrequire('./lib/cart');\n",
  'lib/cart.js': "import money from 'money-js';\nimport '@scope/side/effect.js';\n",
};

imports('finds undeclared imports in shipped code, once for each name', async () => {
  assert.equal(await places(undeclaredImport, [LIBRARY]), ['index.js:2', 'lib/cart.js:1', 'lib/cart.js:2']);
});

imports('leaves alone builtins, aliases, schemes, types, guards, tests, docs and the package itself', async () => {
  const files: Files = {
    'package.json': json({ name: 'shop', main: 'index.ts', imports: { '#db': './db.js' }, peerDependencies: { react: '*' } }),
    'tsconfig.json': '{ "compilerOptions": { "paths": { "models/*": ["./src/models/*"] } } }\n',
    'index.ts': [
      "import fs from 'fs';",
      "import { readFile } from 'node:fs/promises';",
      "import db from '#db';",
      "import a from '~/a';",
      "import b from '@/b';",
      "import c from 'virtual:c';",
      "import d from 'models/d';",
      "import type { E } from 'types-of-e';",
      "import { type F } from 'types-of-f';",
      "import { G } from 'only-as-type';",
      "import react from 'react';",
      "import self from 'shop/sub';",
      "import folder from 'components/button';",
      "// import commented from 'commented';",
      'const text = "require(\'in-a-string\')";',
      'let bufferutil: G;',
      'try {',
      "  bufferutil = require('bufferutil');",
      '} catch {}',
      "const later = import('optional-peer').catch(() => undefined);",
      "import lost from 'lost';",
      'lost();',
      'fs.a(readFile(db.x(a.x(b.x(c.x(d.x(react.x(self.x(folder.x()))))))), text, later));',
    ].join('\n'),
    'src/components/button.ts': 'export {};\n',
    'test/index.test.ts': "import chai from 'chai';\nchai();\n",
    'docs/conf.js': "require('docs-only');\n",
    'scripts/release.js': "require('shelljs');\n",
  };
  assert.equal(await places(undeclaredImport, [files]), ['index.ts:21']);
});

imports('follows a build back to its source, and a workspace to its packages', async () => {
  const files: Files = {
    'package.json': json({ name: 'root', private: true, workspaces: ['packages/*'], devDependencies: { lodash: '^4.0.0' } }),
    'packages/a/package.json': json({ name: '@x/a', exports: { '.': { types: './dist/index.d.ts', import: './dist/index.js' } } }),
    'packages/a/src/index.ts': "import { b } from '@x/b';\nimport chalk from 'chalk';\nb(chalk.red('x'));\n",
    'packages/b/package.json': json({ name: '@x/b', main: 'dist/index.js' }),
    'packages/b/src/index.ts': "import lodash from 'lodash';\nexport const b = lodash.noop();\n",
  };
  assert.equal(await places(undeclaredImport, [files]), ['packages/a/src/index.ts:2']);
});

imports('in a range reports added imports, and those that a manifest no longer declares', async () => {
  const before = {
    ...LIBRARY,
    'package.json': json({ name: 'shop', main: 'index.js', dependencies: { express: '^4.0.0', 'left-pad': '1' } }),
  };
  const after = { ...LIBRARY, 'lib/cart.js': `${LIBRARY['lib/cart.js']}import added from 'added';\n` };
  assert.equal(await places(undeclaredImport, [before, after], { range: true }), ['index.js:2', 'lib/cart.js:3']);
});

imports('keeps to the scope', async () => {
  assert.equal(await places(undeclaredImport, [LIBRARY], { scope: ['lib/**'] }), ['lib/cart.js:1', 'lib/cart.js:2']);
});

const locks = suite('deps/lockfile-out-of-range');
const asking = (dependencies: Record<string, string>, more: object = {}): string => json({ name: 'a', dependencies, ...more });

locks('package-lock.json, version 3 and 1', async () => {
  const manifest = asking(
    { good: '^1.0.0', old: '^2.0.0', gone: '1.x', tag: 'latest', git: 'github:a/b', forced: '^9.0.0' },
    { overrides: { forced: '1.0.0' } },
  );
  const modern = json({
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/good': { version: '1.9.0' },
      'node_modules/old': { version: '1.4.0' },
      'node_modules/forced': { version: '1.0.0' },
    },
  });
  assert.equal(await places(lockfileOutOfRange, [{ 'package.json': manifest, 'package-lock.json': modern }]), [
    'package.json:5',
    'package.json:6',
  ]);
  const ancient = json({
    lockfileVersion: 1,
    dependencies: { good: { version: '1.9.0' }, old: { version: '2.4.0' }, gone: { version: '1.0.0' }, forced: { version: '1.0.0' } },
  });
  assert.equal(await places(lockfileOutOfRange, [{ 'package.json': manifest, 'package-lock.json': ancient }]), []);
});

locks('package-lock.json of a workspace looks where npm looks', async () => {
  const lock = json({
    lockfileVersion: 3,
    packages: {
      '': {},
      'packages/a': {},
      'node_modules/x': { version: '1.0.0' },
      'packages/a/node_modules/x': { version: '2.0.0' },
      'node_modules/b': { resolved: 'packages/b', link: true },
    },
  });
  const files = {
    'package.json': asking({ x: '^1.0.0', b: '^7.0.0' }),
    'packages/a/package.json': asking({ x: '^2.0.0' }),
    'package-lock.json': lock,
  };
  assert.equal(await places(lockfileOutOfRange, [files]), []);
  assert.equal(await places(lockfileOutOfRange, [{ ...files, 'packages/a/package.json': asking({ x: '^3.0.0' }) }]), [
    'packages/a/package.json:4',
  ]);
});

locks('Cargo.lock reads ranges as Cargo does', async () => {
  const manifest =
    '[package]\nname = "a"\n\n[dependencies]\nserde = "1.0.100"\nrand = { version = "0.8", features = ["std"] }\nlocal = { path = "../local" }\n\n[dev-dependencies]\ntokio = "1"\n';
  const lock =
    '[[package]]\nname = "serde"\nversion = "1.0.5"\n\n[[package]]\nname = "rand"\nversion = "0.8.5"\n\n[[package]]\nname = "tokio"\nversion = "1.30.0"\n';
  assert.equal(await places(lockfileOutOfRange, [{ 'Cargo.toml': manifest, 'Cargo.lock': lock }]), ['Cargo.toml:5']);
});

locks('in a range only where manifest or lockfile changed', async () => {
  const files = {
    'package.json': asking({ old: '^2.0.0' }),
    'package-lock.json': json({ lockfileVersion: 3, packages: { 'node_modules/old': { version: '1.0.0' }, '': {} } }),
  };
  assert.equal(await places(lockfileOutOfRange, [files, { 'a.txt': 'a\n' }], { range: true }), []);
  assert.equal(await places(lockfileOutOfRange, [files, { 'package.json': asking({ old: '^3.0.0' }) }], { range: true }), [
    'package.json:4',
  ]);
});

for (const it of [imports, locks]) it.run();
