// Checkouts of every kind of repository, what a checkout leaves out, and how it is removed.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../../contracts/errors.ts';
import type { Base } from '../../../../../contracts/run/base.ts';
import { checkoutFor, removeCheckout } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { escapes } from '../../../../../runtime/workspace/checkout/escaping-links.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture, seated } from './checkout-fixture.ts';

const test = suite<{ box: Sandbox }>('places of checkouts');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

test('does not use a path where something else is', async ({ box }) => {
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

test('leaves out links that lead out of the tree, and reports if one is created anyway', async ({ box }) => {
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

test('leaves out invalid paths', async ({ box }) => {
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

test('stops when aborted, and leaves nothing that looks finished', async ({ box }) => {
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

const links = suite('links that lead out');

links('are recognised by their path and their target', () => {
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

test.run();
links.run();
