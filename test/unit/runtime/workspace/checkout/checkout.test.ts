// A disposable checkout: what it holds, when it is used again, and what its worker changed in it.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkoutFor, violationIn } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture, seated } from './checkout-fixture.ts';
import { REPORTED } from './worker-changes.ts';

const test = suite<{ box: Sandbox }>('checkout');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

test('contains the base, detached, with its history, and no way back to the original', async ({ box }) => {
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

test('is reused while it is clean', async ({ box }) => {
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

for (const [what, act, files, patch] of REPORTED) {
  test(`reports ${what} and makes the checkout again`, async ({ box }) => {
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

test('is silently made again for another base', async ({ box }) => {
  const { repo, path, seat } = await seated(box);
  repo.commit({ 'a.txt': 'later\n' });
  const base = await capture(box, repo.root);
  seat.write({ 'a.txt': 'x' });
  assert.equal(await checkoutFor({ base, path }), { path });
  assert.is(readFileSync(join(path, 'a.txt'), 'utf8'), 'later\n');
});

test.run();
