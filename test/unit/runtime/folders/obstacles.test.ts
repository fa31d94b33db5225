// What keeps a file or folder of a home from being used: each is named, with what to do.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Needed, obstacleAt } from '../../../../runtime/folders/obstacles.ts';

type Here = { folder: string; path: string };
const test = suite<Here>('obstacles');
test.before.each((here) => {
  here.folder = mkdtempSync(join(tmpdir(), 'obstacles-'));
  here.path = join(here.folder, 'it');
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

const LAID: Record<string, (path: string) => void> = {
  'nothing': () => undefined,
  'a folder': (path) => mkdirSync(path),
  'an empty file': (path) => writeFileSync(path, ''),
  'a file': (path) => writeFileSync(path, 'a note, which is longer than the head of a database'),
  'a database': (path) => new Database(path).exec('CREATE TABLE one (two)').close(),
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a link that leads nowhere': (path) => symlinkSync(`${path}.gone`, path),
  'a link to itself': (path) => symlinkSync(path, path),
};

const NOWHERE = /it is a link that leads nowhere$/;
const USABLE: Record<Needed['as'], Record<string, RegExp | undefined>> = {
  folder: {
    'a folder': undefined,
    'a file': /it is a file, where Muster needs a directory$/,
    'a pipe': /it is a pipe, where Muster needs a directory$/,
    'a link to itself': NOWHERE,
  },
  file: {
    'a file': undefined,
    'an empty file': undefined,
    'a folder': /it is a directory, where Muster needs a file$/,
    'a pipe': /it is a pipe, where Muster needs a file$/,
    'a link that leads nowhere': NOWHERE,
  },
  lock: {
    'a database': undefined,
    'an empty file': undefined,
    'a file': /it is not a lock file$/,
    'a folder': /it is a directory, where Muster needs a lock file$/,
  },
  socket: {
    'a file': undefined,
    'a pipe': undefined,
    'a folder': /it is a directory, where Muster needs a socket$/,
    'a link to itself': NOWHERE,
  },
};

for (const [as, cases] of Object.entries(USABLE) as [Needed['as'], Record<string, RegExp | undefined>][]) {
  for (const [laid, says] of Object.entries({ nothing: undefined, ...cases })) {
    test(`${laid} where a ${as} is needed`, ({ path }) => {
      LAID[laid]?.(path);
      const found = obstacleAt({ path, as });
      if (!says) return assert.is(found, undefined);
      assert.match(found?.message ?? 'no obstacle', says);
      assert.match(found?.hint ?? '', `mv ${path} ${path}.old`);
    });
  }
}

test('below a file: what is above is the obstacle', ({ path }) => {
  writeFileSync(path, '');
  assert.is(obstacleAt({ path: join(path, 'below'), as: 'file' }), undefined);
});

test('a link to a folder is as good as the folder', ({ folder, path }) => {
  symlinkSync(folder, path);
  assert.is(obstacleAt({ path, as: 'folder' }), undefined);
});

test.run();
