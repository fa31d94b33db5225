// Which files a command runs without naming them: by package scripts, makefiles and shell scripts.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesOfCommands } from '../../../../daemon/effects/stages/judges/files-of-commands.ts';

const files = suite('files that commands run');

const TREE: Record<string, string> = {
  'package.json': JSON.stringify({
    scripts: {
      test: 'npm run lint && sh check.sh',
      pretest: './before',
      lint: 'node tools/lint.js',
      start: 'node server.js',
      unit: 'cd sub && node own.js',
      t2: 'jest',
    },
  }),
  'check.sh': '#!/bin/sh\n. ./lib.sh\nmake -C native check\nexec node red.mjs\n',
  'lib.sh': 'true\n',
  'before': '#!/usr/bin/env bash\nsource tools/env.sh\n',
  'tools/env.sh': 'export X=1\n',
  'tools/lint.js': '',
  'server.js': '',
  'red.mjs': '',
  'sub/own.js': '',
  'native/Makefile':
    'include ../common.mk flags\n-include gone.mk\nX := sh hidden.sh\n\nall: ; sh all.sh\ncheck: build\n\t@./run-it\nbuild:\n\tsh build.sh\nother:\n\tsh other.sh\n',
  'native/flags': 'check: extra\nextra:\n\tsh extra.sh\n',
  'common.mk': '',
  'native/run-it': '#!/bin/sh\n',
  'native/build.sh': '',
  'native/other.sh': '',
  'native/extra.sh': '',
  'native/all.sh': '',
  'native/hidden.sh': '',
  'loop.sh': '#!/bin/sh\nsh loop.sh\n',
  'packages/shop/package.json': JSON.stringify({ name: '@x/shop', scripts: { test: 'sh judge.sh', own: './own' } }),
  'packages/shop/judge.sh': '',
  'packages/shop/own': '',
  'packages/cart/package.json': JSON.stringify({ name: 'cart', scripts: { test: 'node ../../red.mjs' } }),
  'tools/verify.py': '',
  'tools/all/__main__.py': '',
  'justfile': 'check:\n    @sh check-by-just.sh\n',
  'check-by-just.sh': '',
  'Taskfile.yml': 'tasks:\n  check:\n    cmds:\n      - sh check-by-task.sh\n      - cmd: "./quoted.sh"\n',
  'check-by-task.sh': '',
  'quoted.sh': '',
  'tox.ini': '[testenv]\ncommands = sh check-by-tox.sh\n    sh second.sh\n',
  'check-by-tox.sh': '',
  'second.sh': '',
  'deno.json': '{ "tasks": { "check": "sh check-by-deno.sh" } }',
  'check-by-deno.sh': '',
};

const SHOP = ['packages/shop/judge.sh', 'packages/shop/package.json'];
const MORE: [argv: string[], ran: string[]][] = [
  [['npm', 'test', '-w', 'packages/shop'], SHOP],
  [['npm', '--workspace=@x/shop', 'test'], SHOP],
  [['npm', '--prefix', 'packages/shop', 'test'], SHOP],
  [['pnpm', '--filter', '@x/shop...', 'run', 'test'], SHOP],
  [
    ['yarn', 'workspace', '@x/shop', 'own'],
    ['packages/shop/own', 'packages/shop/package.json'],
  ],
  [
    ['pnpm', '-C', 'packages/cart', 'test'],
    ['packages/cart/package.json', 'red.mjs'],
  ],
  [['sh', '-c', 'cd packages/shop && npm test'], SHOP],
  [
    ['node', '--run', 'lint'],
    ['package.json', 'tools/lint.js'],
  ],
  [['timeout', '60', 'sh', 'check-by-just.sh'], ['check-by-just.sh']],
  [['env', '-i', 'A=1', 'nice', '-n', '5', 'bash', 'second.sh'], ['second.sh']],
  [['uv', 'run', 'python', '-m', 'tools.verify'], ['tools/verify.py']],
  [['python3', '-m', 'tools.all'], ['tools/all/__main__.py']],
  [['python3', '-m', 'unittest'], []],
  [['just', 'check'], ['check-by-just.sh']],
  [
    ['task', 'check'],
    ['check-by-task.sh', 'quoted.sh'],
  ],
  [
    ['tox', '-q'],
    ['check-by-tox.sh', 'second.sh'],
  ],
  [['deno', 'task', 'check'], ['check-by-deno.sh']],
];
for (const [argv, ran] of MORE)
  files(argv.join(' '), async () => {
    const found = await filesOfCommands([argv], async (path) => TREE[path], Object.keys(TREE));
    assert.equal([...found].sort(), [...ran].sort());
  });

files('all packages of a workspace', async () => {
  for (const argv of [
    ['npm', 'test', '-ws'],
    ['turbo', 'run', 'test'],
    ['pnpm', '-r', 'test'],
  ]) {
    const found = await filesOfCommands([argv], async (path) => TREE[path], Object.keys(TREE));
    for (const path of [...SHOP, 'packages/cart/package.json', 'check.sh']) assert.ok(found.has(path), `${argv.join(' ')}: ${path}`);
  }
});

const TABLE: [argv: string[], ran: string[]][] = [
  [
    ['npm', 'run', 'lint'],
    ['package.json', 'tools/lint.js'],
  ],
  [
    ['npm', 'test', '--silent'],
    [
      'before',
      'check.sh',
      'common.mk',
      'lib.sh',
      'native/Makefile',
      'native/build.sh',
      'native/extra.sh',
      'native/flags',
      'native/run-it',
      'package.json',
      'red.mjs',
      'tools/env.sh',
      'tools/lint.js',
    ],
  ],
  [
    ['yarn', 'unit'],
    ['package.json', 'sub/own.js'],
  ],
  [['npm', 'run', 't2'], ['package.json']],
  [
    // The first target is one of a file that is included before it.
    ['make', '-C', 'native'],
    ['common.mk', 'native/Makefile', 'native/build.sh', 'native/extra.sh', 'native/flags', 'native/run-it'],
  ],
  [
    ['make', '-C', 'native', 'all'],
    ['common.mk', 'native/Makefile', 'native/all.sh', 'native/flags'],
  ],
  [['sh', '-c', 'cd native && sh other.sh'], ['native/other.sh']],
  [['sh', 'loop.sh'], ['loop.sh']],
  [['node', '--test'], []],
  [['pytest-3', 'tests'], []],
];

for (const [argv, ran] of TABLE) {
  files(argv.join(' '), async () => {
    assert.equal([...(await filesOfCommands([argv], async (path) => TREE[path]))].sort(), ran);
  });
}

files('what stands in the place of a target of make, so that nothing is run', async () => {
  const tree: Record<string, string> = {
    'Makefile': '.PHONY: clean\ncheck: unit main.o\nunit:\n\tnode red.mjs\nclean:\nmain.o: main.c\n',
    'package.json': '{ "scripts": { "test": "make check clean" } }',
    'unit': '',
    'check/readme.txt': '',
    'clean': '',
    'main.o': '',
    'other': '',
  };
  const found = await filesOfCommands([['npm', 'test']], async (path) => tree[path], Object.keys(tree));
  assert.equal([...found].sort(), ['Makefile', 'check/readme.txt', 'package.json', 'unit']);
});

files.run();
