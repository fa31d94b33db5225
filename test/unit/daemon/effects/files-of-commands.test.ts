// Which files a command runs without naming them: by package scripts, makefiles and shell scripts.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesOfCommands } from '../../../../daemon/effects/stages/files-of-commands.ts';

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
};

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

files.run();
