// A disposable checkout: what is in it, what a worker may do to it, and what it can do from there.

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import type { Base } from '../../../../contracts/run/base.ts';
import { captureBase } from '../../../../runtime/workspace/capture/capture.ts';
import { checkoutFor, removeCheckout, violationIn } from '../../../../runtime/workspace/checkout/checkout.ts';
import { escapes } from '../../../../runtime/workspace/checkout/escaping-links.ts';
import { type Repo, type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox }>('checkout');

test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const LIMITS = { fileBytes: 1_000_000, copyBytes: 10_000_000 };
const capture = (box: Sandbox, project: string, base = 'worktree') =>
  captureBase(
    { project, base, scope: [], scratch: box.path('scratch'), limits: LIMITS },
    { bases: box.path('home', 'bases'), run: 'r-abcdef' },
  );

async function seated(box: Sandbox, files: Record<string, string> = { 'a.txt': 'a\n', 'deep/b.txt': 'b\n', '.gitignore': 'cache/\n' }) {
  const repo = box.repo();
  repo.commit(files);
  const base = await capture(box, repo.root);
  const path = box.path('places', 'claude');
  await checkoutFor({ base, path });
  return { repo, base, path, seat: box.at(path) };
}

test('holds the base, detached, with its history, and nothing leads back', async ({ box }) => {
  const repo = box.repo();
  const head = repo.commit({
    'a.txt': 'a',
    'näme with\nnewline.txt': 'n',
    'windows.txt': 'x\r\n',
    '.gitattributes': '*.txt text eol=crlf\n',
  });
  repo.write({ 'b.sh': 'b' });
  chmodSync(join(repo.root, 'b.sh'), 0o755);
  symlinkSync('a.txt', join(repo.root, 'link'));
  const base = await capture(box, repo.root);
  const path = box.path('places', 'claude@opus#2');
  assert.equal(await checkoutFor({ base, path }), { path });
  const seat = box.at(path);
  assert.is(seat.git('rev-parse', 'HEAD'), base.commit);
  assert.is(seat.git('rev-parse', 'HEAD^'), head);
  assert.is(seat.git('status', '--porcelain'), '');
  assert.is(seat.git('remote'), '');
  assert.is(seat.git('for-each-ref'), '');
  assert.throws(() => seat.git('symbolic-ref', 'HEAD'));
  assert.is(readFileSync(join(path, 'näme with\nnewline.txt'), 'utf8'), 'n');
  // Workers see the bytes that their evidence is checked against.
  assert.is(seat.git('cat-file', '-s', `${base.commit}:windows.txt`), '2');
  assert.is(readFileSync(join(path, 'windows.txt'), 'utf8'), 'x\n');
  assert.is(statSync(join(path, 'b.sh')).mode & 0o111, 0o111);
  assert.ok(lstatSync(join(path, 'link')).isSymbolicLink());
  assert.is(statSync(path).mode & 0o077, 0);
});

test('keeps a worker’s git away from the user’s repository', async ({ box }) => {
  const { repo, seat } = await seated(box);
  const before = repo.git('for-each-ref') + repo.git('config', '--local', '--list') + readFileSync(join(repo.gitDir, 'HEAD'), 'utf8');
  const hook = box.path('hook-ran');
  mkdirSync(join(seat.root, '.git', 'hooks'));
  writeFileSync(join(seat.root, '.git', 'hooks', 'pre-commit'), `#!/bin/sh\ntouch '${hook}'\n`, { mode: 0o755 });
  seat.write({ 'a.txt': 'stashed' });
  seat.git('stash');
  seat.git('checkout', '--quiet', '-b', 'mine');
  seat.git('config', 'user.name', 'Mallory');
  seat.commit({ 'a.txt': 'mine' });
  seat.git('tag', 'v1');
  assert.throws(() => seat.git('push', 'origin', 'mine'));
  assert.not.ok(existsSync(hook));
  assert.is(repo.git('for-each-ref') + repo.git('config', '--local', '--list') + readFileSync(join(repo.gitDir, 'HEAD'), 'utf8'), before);
  assert.is(repo.git('status', '--porcelain'), '');
});

test('is used again while it is clean', async ({ box }) => {
  const { base, path } = await seated(box);
  const { ino } = statSync(path);
  writeFileSync(join(path, 'a.txt'), 'a\n');
  utimesSync(join(path, 'deep', 'b.txt'), new Date(0), new Date(0));
  mkdirSync(join(path, 'cache'));
  writeFileSync(join(path, 'cache', 'x'), 'x');
  box.at(path).git('status');
  assert.equal(await checkoutFor({ base, path }), { path });
  assert.is(statSync(path).ino, ino);
});

const violations: [what: string, act: (seat: Repo) => void, files: string[], patch: RegExp | undefined][] = [
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
      renameSync(join(seat.root, '.git'), `${seat.root}.elsewhere`);
      symlinkSync(`${seat.root}.elsewhere`, join(seat.root, '.git'));
    },
    ['.git'],
    undefined,
  ],
];

function keepingTime(file: string, act: () => void): void {
  const { atime, mtime } = statSync(file);
  act();
  utimesSync(file, atime, mtime);
}

for (const [what, act, files, patch] of violations) {
  test(`reports ${what} and makes the checkout anew`, async ({ box }) => {
    const { base, path, seat } = await seated(box);
    act(seat);
    const { violation } = await checkoutFor({ base, path });
    assert.equal(violation?.files.sort(), files);
    if (patch) assert.match(violation?.patch.toString('utf8') ?? '', patch);
    assert.equal(await checkoutFor({ base, path }), { path });
    assert.is(seat.git('status', '--porcelain', '--ignored'), '');
    assert.equal(
      readdirSync(box.path('places')).filter((name) => !name.endsWith('.elsewhere')),
      ['claude', 'claude.seal'],
    );
  });
}

test('leaves a changed checkout as it is until it may go', async ({ box }) => {
  const { base, path, seat } = await seated(box);
  seat.write({ 'a.txt': 'changed\n' });
  const { violation } = await checkoutFor({ base, path, mayGo: async () => false });
  assert.equal([violation?.files, readFileSync(join(path, 'a.txt'), 'utf8')], [['a.txt'], 'changed\n']);
  assert.equal((await violationIn(path))?.files, ['a.txt']);
  await checkoutFor({ base, path, mayGo: async () => true });
  assert.is(await violationIn(path), undefined);
  rmSync(path, { recursive: true });
  writeFileSync(path, 'no folder any more');
  assert.equal((await violationIn(path))?.files, ['.']);
  rmSync(path);
  assert.is(await violationIn(path), undefined, 'what is gone has no changes');
});

test('reports a patch that applies to the base', async ({ box }) => {
  const { repo, base, path, seat } = await seated(box);
  seat.write({ 'a.txt': 'changed\n', 'new/ö.txt': 'n\n', 'x.bin': Buffer.from([0, 255, 1]) });
  rmSync(join(path, 'deep'), { recursive: true });
  const { violation } = await checkoutFor({ base, path });
  writeFileSync(box.path('it.patch'), violation?.patch ?? '');
  repo.git('apply', '--index', box.path('it.patch'));
  assert.equal(repo.git('diff', '--cached', '--name-status', '--no-renames', '-z').split('\0').slice(0, -1), [
    'M',
    'a.txt',
    'D',
    'deep/b.txt',
    'A',
    'new/ö.txt',
    'A',
    'x.bin',
  ]);
});

test('is made anew for another base, without a word', async ({ box }) => {
  const { repo, path, seat } = await seated(box);
  repo.commit({ 'a.txt': 'later\n' });
  const base = await capture(box, repo.root);
  seat.write({ 'a.txt': 'x' });
  assert.equal(await checkoutFor({ base, path }), { path });
  assert.is(readFileSync(join(path, 'a.txt'), 'utf8'), 'later\n');
});

test('does not take a place where something else lies', async ({ box }) => {
  const { base } = await seated(box);
  const path = box.path('precious');
  mkdirSync(path);
  assert.equal(await checkoutFor({ base, path }), { path });
  await removeCheckout(path);
  mkdirSync(path);
  writeFileSync(join(path, 'thesis.txt'), '');
  try {
    await checkoutFor({ base, path });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, MusterError);
    assert.ok(existsSync(join(path, 'thesis.txt')));
  }
});

test('is removed with all that belongs to it, links not followed', async ({ box }) => {
  const { repo, path } = await seated(box);
  symlinkSync(repo.root, join(path, 'out'));
  mkdirSync(join(path, 'shut', 'in'), { recursive: true });
  chmodSync(join(path, 'shut'), 0o500);
  await removeCheckout(path);
  assert.equal(readdirSync(box.path('places')), []);
  assert.ok(existsSync(join(repo.root, 'a.txt')));
  await removeCheckout(path);
});

test('is made from linked worktrees, shallow clones, copies and repositories that borrow objects themselves', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': '1' });
  repo.commit({ 'a.txt': '2' });
  repo.git('worktree', 'add', '--quiet', '--detach', '../linked');
  repo.git('clone', '--quiet', '--depth=1', `file://${repo.root}`, '../shallow');
  repo.git('clone', '--quiet', '--shared', repo.root, '../borrower');
  box.at(box.path('plain')).write({ 'a.txt': '2' });
  for (const name of ['linked', 'shallow', 'borrower', 'plain']) {
    const base = await capture(box, box.path(name));
    const path = box.path('places', name);
    await checkoutFor({ base, path });
    assert.is(readFileSync(join(path, 'a.txt'), 'utf8'), '2', name);
    assert.is(box.at(path).git('status', '--porcelain'), '', name);
    assert.is(box.at(path).git('log', '--format=%H').split('\n').length, name === 'shallow' || name === 'plain' ? 1 : 2, name);
  }
});

test('works on a repository whose objects are named by SHA-256', async ({ box }) => {
  const root = box.path('sha256');
  mkdirSync(root);
  const repo = box.at(root);
  repo.git('init', '--quiet', '--object-format=sha256');
  repo.commit({ 'a.txt': 'a' });
  repo.write({ 'b.txt': 'b' });
  const base = await capture(box, root);
  const path = box.path('places', 'one');
  await checkoutFor({ base, path });
  assert.is(base.commit.length, 64);
  assert.is(box.at(path).git('status', '--porcelain'), '');
  writeFileSync(join(path, 'b.txt'), 'c');
  assert.equal((await checkoutFor({ base, path })).violation?.files, ['b.txt']);
});

test('leaves out links that lead out of the tree, and tells when one is made after all', async ({ box }) => {
  const repo = box.repo();
  repo.write({ 'src/a.txt': 'a' });
  symlinkSync(join(repo.root, 'src'), join(repo.root, 'absolute'));
  symlinkSync('../../etc', join(repo.root, 'src', 'up'));
  symlinkSync('../src/a.txt', join(repo.root, 'src', 'fine'));
  repo.commit();
  const base = await capture(box, repo.root);
  const path = box.path('places', 'one');
  await checkoutFor({ base, path });
  assert.equal(readdirSync(path).sort(), ['.git', 'src']);
  assert.equal(readdirSync(join(path, 'src')).sort(), ['a.txt', 'fine']);
  assert.is(box.at(path).git('status', '--porcelain'), '');
  assert.equal(await checkoutFor({ base, path }), { path });
  symlinkSync('/etc', join(path, 'absolute'));
  assert.equal((await checkoutFor({ base, path })).violation?.files, ['absolute']);
});

test('leaves out what no tree should hold', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', '.gitignore': 'x', '.gitlab-ci.yml': 'y' });
  const blob = repo.git('hash-object', '-w', 'a.txt');
  const mktree = (rows: string) => execFileSync('git', ['mktree'], { cwd: repo.root, input: rows, encoding: 'utf8' }).trim();
  const inner = mktree(`100644 blob ${blob}\tconfig\n`);
  const rows = `${repo.git('ls-tree', 'HEAD')}\n040000 tree ${inner}\t.git\n040000 tree ${inner}\t.GIT\n040000 tree ${inner}\t..\n`;
  const commit = repo.git('commit-tree', '-m', 'evil', mktree(rows));
  const base: Base = { ...(await capture(box, repo.root)), commit };
  const path = box.path('places', 'one');
  await checkoutFor({ base, path });
  assert.equal(readdirSync(path).sort(), ['.git', '.gitignore', '.gitlab-ci.yml', 'a.txt']);
  assert.not.ok(existsSync(box.path('places', 'config')));
  assert.match(readFileSync(join(path, '.git', 'config'), 'utf8'), /hooksPath/);
  assert.equal(await checkoutFor({ base, path }), { path });
});

test('stops when it is told to, and leaves nothing that looks finished', async ({ box }) => {
  const { base, path } = await seated(box);
  await removeCheckout(path);
  const stop = new AbortController();
  const making = checkoutFor({ base, path, signal: stop.signal });
  stop.abort();
  await making.then(
    () => assert.unreachable(),
    (error) => assert.is(error.name, 'AbortError'),
  );
  assert.not.ok(existsSync(path));
  assert.equal(await checkoutFor({ base, path }), { path });
});

test.run();

const links = suite('links that lead out');
links('are told by where they stand and what they say', () => {
  for (const [path, target, out] of [
    ['a', 'b', false],
    ['a', './b/c', false],
    ['d/a', '../b', false],
    ['d/e/a', '../../b/c', false],
    ['a', '/etc/passwd', true],
    ['a', '..', true],
    ['d/a', '../..', true],
    ['d/a', '../../x', true],
    ['a', 'b/..', true],
    ['a', '', true],
  ] as const) {
    assert.is(escapes(path, target), out, `${path} -> ${target}`);
  }
});
links.run();
