// What a worker may do to a checkout that it was only to read, and how that is reported, for full copies and for layers.

import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Repo } from '../sandbox.ts';

export const REPORTED: readonly [what: string, act: (seat: Repo) => void, files: string[], patch: RegExp | undefined][] = [
  ['a changed file', (seat) => seat.write({ 'a.txt': 'b\n' }), ['a.txt'], /-a\n\+b\n/],
  [
    'a changed file with its time set back',
    (seat) => keepingTime(join(seat.root, 'a.txt'), () => seat.write({ 'a.txt': 'b\n' })),
    ['a.txt'],
    /\+b/,
  ],
  [
    'a change hidden from the worker’s index',
    (seat) => {
      seat.git('update-index', '--assume-unchanged', 'a.txt');
      seat.write({ 'a.txt': 'b\n' });
    },
    ['a.txt'],
    /\+b/,
  ],
  ['a new file', (seat) => seat.write({ 'odd "näme\n.txt': 'new\n' }), ['odd "näme\n.txt'], /\+new/],
  [
    'a file that an own ignore file hides',
    (seat) => seat.write({ '.git/info/exclude': 'new.txt\n', 'new.txt': 'new\n' }),
    ['.git/info/exclude', 'new.txt'],
    /\+new/,
  ],
  ['a removed file', (seat) => rmSync(join(seat.root, 'deep', 'b.txt')), ['deep/b.txt'], /deleted file mode 100644/],
  ['a mode', (seat) => chmodSync(join(seat.root, 'a.txt'), 0o755), ['a.txt'], /new mode 100755/],
  ['a binary file', (seat) => seat.write({ 'x.bin': Buffer.from([0, 1, 2]) }), ['x.bin'], /GIT binary patch/],
  ['a commit', (seat) => seat.commit({ 'a.txt': 'b\n' }), ['.git/HEAD', 'a.txt'], /\+b/],
  ['a branch', (seat) => seat.git('checkout', '--quiet', '-b', 'mine'), ['.git/HEAD', '.git/refs/heads/mine'], undefined],
  [
    'a stash',
    (seat) => {
      seat.write({ 'a.txt': 'b\n' });
      seat.git('stash');
    },
    ['.git/refs/stash'],
    undefined,
  ],
  ['a setting', (seat) => seat.git('config', 'core.fsmonitor', 'touch evil'), ['.git/config'], undefined],
  ['a hook', (seat) => seat.write({ '.git/hooks/pre-commit': '#!/bin/sh\n' }), ['.git/hooks/pre-commit'], undefined],
  [
    'other objects',
    (seat) => appendFileSync(join(seat.root, '.git/objects/info/alternates'), '/elsewhere\n'),
    ['.git/objects/info/alternates'],
    undefined,
  ],
  [
    'a repository within',
    (seat) => {
      mkdirSync(join(seat.root, 'inner'));
      seat.git('init', '--quiet', 'inner');
      seat.write({ 'inner/x': 'x' });
    },
    ['inner/'],
    undefined,
  ],
  ['no git directory', (seat) => rmSync(join(seat.root, '.git'), { recursive: true }), ['.git'], undefined],
  [
    'a git directory that is a link',
    (seat) => {
      // Over a layer a folder cannot be renamed to another file system, and needs not.
      cpSync(join(seat.root, '.git'), `${seat.root}.elsewhere`, { recursive: true });
      rmSync(join(seat.root, '.git'), { recursive: true });
      symlinkSync(`${seat.root}.elsewhere`, join(seat.root, '.git'));
    },
    ['.git'],
    undefined,
  ],
  [
    'a folder that was removed and made again',
    (seat) => {
      rmSync(join(seat.root, 'deep'), { recursive: true });
      seat.write({ 'deep/c.txt': 'c\n' });
    },
    ['deep/b.txt', 'deep/c.txt'],
    /deleted file mode 100644\n(.*\n)*\+c\n/,
  ],
  [
    'a folder that was moved',
    (seat) => execFileSync('mv', ['deep', 'moved'], { cwd: seat.root }),
    ['deep/b.txt', 'moved/b.txt'],
    /new file mode/,
  ],
  [
    'a link that became a folder',
    (seat) => {
      rmSync(join(seat.root, 'link'));
      seat.write({ 'link/in.txt': 'in\n' });
    },
    ['link', 'link/in.txt'],
    /deleted file mode 120000/,
  ],
  ['a file that became a link', (seat) => replaced(seat, 'a.txt', 'deep/b.txt'), ['a.txt'], /new file mode 120000/],
  [
    'a git directory that was made again',
    (seat) => {
      rmSync(join(seat.root, '.git'), { recursive: true });
      seat.write({ '.git/index': '' });
    },
    ['.git/HEAD', '.git/config', '.git/info/attributes', '.git/objects/info/alternates'],
    undefined,
  ],
  [
    'a change in a folder that was closed behind it',
    (seat) => {
      seat.write({ 'deep/c.txt': 'c\n', 'new/shut/d.txt': 'd\n' });
      for (const it of ['deep', 'new/shut']) chmodSync(join(seat.root, it), 0);
    },
    ['deep/c.txt', 'new/shut/d.txt'],
    /\+c\n(.*\n)*\+d\n/,
  ],
  [
    'a change in a checkout that was closed as a whole',
    (seat) => {
      seat.write({ 'a.txt': 'b\n' });
      chmodSync(seat.root, 0);
    },
    ['a.txt'],
    /\+b/,
  ],
  [
    'a change in a checkout whose seal was closed',
    (seat) => {
      seat.write({ 'a.txt': 'b\n' });
      for (const it of ['.seal', '+layers']) if (existsSync(`${seat.root}${it}`)) chmodSync(`${seat.root}${it}`, 0);
    },
    ['a.txt'],
    /\+b/,
  ],
  [
    'what is closed in the git directory',
    (seat) => {
      seat.write({ '.git/refs/shut/branch': 'x' });
      chmodSync(join(seat.root, '.git/refs/shut'), 0);
    },
    ['.git/refs/shut/branch'],
    undefined,
  ],
  [
    'folders in folders that no path leads to',
    (seat) => {
      const name = 'd'.repeat(100);
      const home = process.cwd();
      process.chdir(seat.root);
      for (let n = 0; n < 50; n += 1) {
        mkdirSync(name);
        process.chdir(name);
      }
      process.chdir(home);
    },
    [`${'d'.repeat(100)}/${'d'.repeat(100)}/`],
    undefined,
  ],
];

function keepingTime(file: string, act: () => void): void {
  const { atime, mtime } = statSync(file);
  act();
  utimesSync(file, atime, mtime);
}

function replaced(seat: Repo, file: string, by: string): void {
  rmSync(join(seat.root, file));
  symlinkSync(by, join(seat.root, file));
}

/** Nothing of this is a change: tests leave caches behind, and a look at the state writes an index. */
export const UNREPORTED: readonly [what: string, act: (seat: Repo) => void][] = [
  ['nothing', () => undefined],
  ['a folder that was closed', (seat) => chmodSync(join(seat.root, 'deep'), 0)],
  ['what is ignored', (seat) => seat.write({ 'cache/x': 'x' })],
  [
    'a file that came and went',
    (seat) => {
      seat.write({ 'deep/x': 'x' });
      rmSync(join(seat.root, 'deep', 'x'));
    },
  ],
  ['the same content again', (seat) => seat.write({ 'a.txt': 'a\n' })],
  ['another time', (seat) => utimesSync(join(seat.root, 'deep', 'b.txt'), new Date(0), new Date(0))],
  [
    'a look at its state',
    (seat) => {
      utimesSync(join(seat.root, 'a.txt'), new Date(0), new Date(0));
      seat.git('status');
    },
  ],
];
