// What `deps` finds in planted repositories, and what it leaves alone.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { devDependencyShipped } from '../../../../agents/builtin/deps/dev-dependency-shipped.ts';
import { lockfileOutOfRange } from '../../../../agents/builtin/deps/lockfile-out-of-range.ts';
import { replaceOutside } from '../../../../agents/builtin/deps/replace-outside.ts';
import { twoLockfiles } from '../../../../agents/builtin/deps/two-lockfiles.ts';
import { undeclaredImport } from '../../../../agents/builtin/deps/undeclared-import.ts';
import { type Files, places } from './planted.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const imports = suite('deps/undeclared-import');

const LIBRARY: Files = {
  'package.json': json({ name: 'shop', main: 'index.js', dependencies: { express: '^4.0.0' }, devDependencies: { tape: '^5.0.0' } }),
  'index.js': "const express = require('express');\nconst lost = require('left-pad');\nrequire('./lib/cart');\n",
  'lib/cart.js': "import money from 'money-js';\nimport '@scope/side/effect.js';\n",
};

imports('finds what no block declares, once a name, in what is shipped', async () => {
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

imports('in a range tells what was added, and what a manifest took away', async () => {
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

const dev = suite('deps/dev-dependency-shipped');

dev('finds a devDependency that entries reach', async () => {
  const files: Files = {
    'package.json': json({ name: 'shop', bin: { shop: './cli.js' }, devDependencies: { chalk: '^5.0.0', tape: '*' } }),
    'cli.js': "#!/usr/bin/env node\nimport './out.js';\n",
    'out.js': "import chalk from 'chalk';\nchalk.red();\n",
    'test.js': "import tape from 'tape';\n",
  };
  assert.equal(await places(devDependencyShipped, [files]), ['out.js:1']);
  const moved = { ...files, 'package.json': json({ name: 'shop', bin: { shop: './cli.js' }, dependencies: { chalk: '^5.0.0' } }) };
  assert.equal(await places(devDependencyShipped, [moved]), []);
  assert.equal(await places(devDependencyShipped, [moved, files], { range: true }), ['out.js:1']);
});

dev('leaves bundled, private, optional and type-only alone', async () => {
  const source = "import chalk from 'chalk';\nchalk.red();\n";
  const bundled = {
    'package.json': json({ name: 'a', main: 'dist/index.js', scripts: { build: 'rollup -c' }, devDependencies: { chalk: '5' } }),
    'src/index.js': source,
  };
  const hidden = {
    'package.json': json({ name: 'a', private: true, main: 'index.js', devDependencies: { chalk: '5' } }),
    'index.js': source,
  };
  const peer = {
    'package.json': json({ name: 'a', main: 'index.js', devDependencies: { chalk: '5' }, peerDependencies: { chalk: '5' } }),
    'index.js': source,
  };
  const typed = {
    'package.json': json({ name: 'a', main: 'index.ts', devDependencies: { chalk: '5' } }),
    'index.ts': "import { Chalk } from 'chalk';\nexport let a: Chalk;\n",
  };
  for (const files of [bundled, hidden, peer, typed]) assert.equal(await places(devDependencyShipped, [files]), []);
  const compiled = {
    ...bundled,
    'package.json': json({ name: 'a', main: 'dist/index.js', scripts: { build: 'tsc' }, devDependencies: { chalk: '5' } }),
  };
  assert.equal(await places(devDependencyShipped, [compiled]), ['src/index.js:1']);
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

locks('yarn.lock, classic and berry', async () => {
  const manifest = asking({ good: '^1.0.0', old: '^2.0.0' }, { resolutions: { forced: '1' }, devDependencies: { forced: '^3.0.0' } });
  const classic = '# yarn lockfile v1\n\ngood@^1.0.0, good@^1.2.0:\n  version "1.3.0"\n\nold@^1.0.0:\n  version "1.0.0"\n';
  assert.equal(await places(lockfileOutOfRange, [{ 'package.json': manifest, 'yarn.lock': classic }]), ['package.json:5']);
  const berry = '__metadata:\n  version: 8\n\n"good@npm:^1.0.0":\n  version: 1.3.0\n\n"old@npm:^2.0.0":\n  version: 2.0.0\n';
  assert.equal(await places(lockfileOutOfRange, [{ 'package.json': manifest, 'yarn.lock': berry }]), []);
});

locks('pnpm-lock.yaml of every age', async () => {
  const manifest = asking({ good: '^1.0.0', '@s/old': '^2.0.0' });
  const nine =
    "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@s/old':\n        specifier: ^1.0.0\n        version: 1.0.0\n      good:\n        specifier: ^1.0.0\n        version: 1.1.0\n";
  assert.equal(await places(lockfileOutOfRange, [{ 'package.json': manifest, 'pnpm-lock.yaml': nine }]), ['package.json:5']);
  const five =
    "lockfileVersion: 5.4\n\nspecifiers:\n  '@s/old': ^2.0.0\n  good: ^1.0.0\n\ndependencies:\n  '@s/old': 2.0.0\n  good: 1.1.0\n";
  assert.equal(await places(lockfileOutOfRange, [{ 'package.json': manifest, 'pnpm-lock.yaml': five }]), []);
});

locks('Cargo.lock reads ranges as Cargo does', async () => {
  const manifest =
    '[package]\nname = "a"\n\n[dependencies]\nserde = "1.0.100"\nrand = { version = "0.8", features = ["std"] }\nlocal = { path = "../local" }\n\n[dev-dependencies]\ntokio = "1"\n';
  const lock =
    '[[package]]\nname = "serde"\nversion = "1.0.5"\n\n[[package]]\nname = "rand"\nversion = "0.8.5"\n\n[[package]]\nname = "tokio"\nversion = "1.30.0"\n';
  assert.equal(await places(lockfileOutOfRange, [{ 'Cargo.toml': manifest, 'Cargo.lock': lock }]), ['Cargo.toml:5']);
});

locks('go.sum lacks a required version', async () => {
  const mod =
    'module example.org/a\n\ngo 1.21\n\nrequire (\n\tgithub.com/x/y v1.2.0\n\tgithub.com/x/z v0.1.0 // indirect\n)\n\nreplace github.com/x/z => ./z\n';
  const sum = 'github.com/x/y v1.1.0 h1:abc=\ngithub.com/x/y v1.1.0/go.mod h1:abc=\n';
  assert.equal(await places(lockfileOutOfRange, [{ 'go.mod': mod, 'go.sum': sum, 'z/go.mod': 'module z\n' }]), ['go.mod:6']);
  assert.equal(await places(lockfileOutOfRange, [{ 'go.mod': mod, 'go.sum': sum.replaceAll('v1.1.0', 'v1.2.0') }]), []);
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

const two = suite('deps/two-lockfiles');

two('finds rivals side by side, not apart and not in fixtures', async () => {
  const files: Files = {
    'package.json': '{}',
    'package-lock.json': '{}\n',
    'yarn.lock': '#\n',
    'apps/a/package.json': '{}',
    'apps/a/pnpm-lock.yaml': 'a: 1\n',
    'test/fixtures/b/package.json': '{}',
    'test/fixtures/b/package-lock.json': '{}\n',
    'test/fixtures/b/yarn.lock': '#\n',
  };
  assert.equal(await places(twoLockfiles, [files]), ['package-lock.json:1']);
  const { 'yarn.lock': rival, ...one } = files;
  assert.equal(await places(twoLockfiles, [one]), []);
  assert.equal(await places(twoLockfiles, [one, { 'yarn.lock': rival ?? '' }], { range: true }), ['package-lock.json:1']);
  assert.equal(await places(twoLockfiles, [files, { 'a.txt': 'a' }], { range: true }), []);
});

const replaced = suite('deps/replace-outside');

replaced('finds folders that a clone does not have', async () => {
  const mod =
    'module a\n\nrequire x v1.0.0\n\nreplace x => ../x\n\nreplace (\n\ty => ./y // here\n\tz => ./gone\n\tw => github.com/w/w v1.0.0\n\tv => /home/me/v\n)\n// replace u => ../u\n';
  assert.equal(
    await places(replaceOutside, [{ 'go.mod': mod, 'y/go.mod': 'module y\n', 'sub/go.mod': 'module s\n\nreplace a => ../\n' }]),
    ['go.mod:11', 'go.mod:5', 'go.mod:9'],
  );
});

for (const it of [imports, dev, locks, two, replaced]) it.run();
