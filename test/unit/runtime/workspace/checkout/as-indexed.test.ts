// A checkout that is as its index says is known without git; whatever was done to it, git is asked.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAsIndexed, type Terms } from '../../../../../runtime/workspace/checkout/as-indexed.ts';
import { checkoutFor, violationIn } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { sealOf } from '../../../../../runtime/workspace/checkout/make-checkout.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture } from './checkout-fixture.ts';

const test = suite<{ box: Sandbox }>('a checkout as its index says');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

const FILES = { 'a.txt': 'a\n', 'deep/er/b.txt': 'b\n', 'näme.txt': 'n', '.gitignore': 'cache/\n' };

const isAsSealed = (path: string, index: string, terms: Terms = {}) =>
  isAsIndexed(path, index, { skips: (name) => name === '.git', ...terms });

async function made(box: Sandbox, files: Record<string, string> = FILES): Promise<{ path: string; index: string }> {
  const repo = box.repo();
  repo.write(files);
  repo.commit();
  const path = box.path('places', 'claude');
  await checkoutFor({ base: await capture(box, repo.root), path });
  return { path, index: join(sealOf(path), 'index') };
}

test('is recognised if nothing was done, and after it was only read', async ({ box }) => {
  const { path, index } = await made(box);
  assert.ok(await isAsSealed(path, index));
  readFileSync(join(path, 'a.txt'));
  assert.ok(await isAsSealed(path, index));
});

const CHANGES: Record<string, (path: string) => void> = {
  'written, as long, and its time set back': (path) => {
    const file = join(path, 'a.txt');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'b\n');
    utimesSync(file, atime, mtime);
  },
  'removed': (path) => rmSync(join(path, 'deep/er/b.txt')),
  'made': (path) => writeFileSync(join(path, 'deep/new.txt'), ''),
  'made where it is ignored': (path) => {
    mkdirSync(join(path, 'cache'));
    writeFileSync(join(path, 'cache/it'), '');
  },
  'an empty folder': (path) => mkdirSync(join(path, 'deep/empty')),
  'a folder of git in another folder': (path) => mkdirSync(join(path, 'deep/.git')),
  'made executable': (path) => chmodSync(join(path, 'a.txt'), 0o755),
  'a link to the same': (path) => {
    renameSync(join(path, 'a.txt'), join(path, '.git', 'a.txt'));
    symlinkSync('.git/a.txt', join(path, 'a.txt'));
  },
  'a link to the same folder': (path) => {
    renameSync(join(path, 'deep'), join(path, '.git', 'deep'));
    symlinkSync('.git/deep', join(path, 'deep'));
  },
  'a folder in the place of a file': (path) => {
    rmSync(join(path, 'a.txt'));
    mkdirSync(join(path, 'a.txt'));
  },
};

for (const [name, change] of Object.entries(CHANGES)) {
  test(`is not recognised: ${name}`, async ({ box }) => {
    const { path, index } = await made(box);
    change(path);
    assert.not.ok(await isAsSealed(path, index));
  });
}

test('reads files that were written at the same moment as the index', async ({ box }) => {
  const { path, index } = await made(box);
  const file = join(path, 'a.txt');
  // As a clock of coarse steps leaves it: an entry of the file as it is now, of another content, and nothing later than the index.
  writeFileSync(file, 'c\n');
  const bytes = readFileSync(index);
  const { mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  const at = bytes.indexOf('a.txt') - 62;
  [ctimeNs / 1_000_000_000n, ctimeNs % 1_000_000_000n, mtimeNs / 1_000_000_000n, mtimeNs % 1_000_000_000n].forEach((it, n) => {
    bytes.writeUInt32BE(Number(it), at + n * 4);
  });
  writeFileSync(index, bytes);
  utimesSync(index, new Date(0), new Date(0));
  assert.not.ok(await isAsSealed(path, index), 'its content is another');
  writeFileSync(file, 'a\n');
  const again = statSync(file, { bigint: true });
  [again.ctimeNs / 1_000_000_000n, again.ctimeNs % 1_000_000_000n, again.mtimeNs / 1_000_000_000n, again.mtimeNs % 1_000_000_000n].forEach(
    (it, n) => {
      bytes.writeUInt32BE(Number(it), at + n * 4);
    },
  );
  writeFileSync(index, bytes);
  utimesSync(index, new Date(0), new Date(0));
  assert.ok(await isAsSealed(path, index), 'its content is that of the index');
});

test('recognises links by where they are, not by where they lead', async ({ box }) => {
  const repo = box.repo();
  repo.write(FILES);
  symlinkSync('deep/er', join(repo.root, 'link'));
  repo.commit();
  const path = box.path('places', 'claude');
  await checkoutFor({ base: await capture(box, repo.root), path });
  const index = join(sealOf(path), 'index');
  assert.ok(await isAsSealed(path, index));
  writeFileSync(join(path, 'deep/er/new.txt'), '');
  assert.not.ok(await isAsSealed(path, index), 'the folder is not listed twice, but once');
  rmSync(join(path, 'deep/er/new.txt'));
  assert.ok(await isAsSealed(path, index));
  rmSync(join(path, 'link'));
  symlinkSync('deep/em', join(path, 'link'));
  assert.not.ok(await isAsSealed(path, index));
});

test('recognises a checkout of hundreds of files, and leaves a larger one to git', async ({ box }) => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n % 7}/f${n}`, `${n}`]));
  const { path, index } = await made(box, many(400));
  assert.ok(await isAsSealed(path, index));
  writeFileSync(join(path, 'd3/f3'), 'other');
  assert.not.ok(await isAsSealed(path, index));
  const repo = box.at(box.path('repo'));
  repo.commit(many(1_000));
  const large = box.path('places', 'codex');
  await checkoutFor({ base: await capture(box, repo.root), path: large });
  assert.not.ok(await isAsSealed(large, join(sealOf(large), 'index')));
  assert.is(await violationIn(large), undefined);
});

test('leaves it to git if a file has no size in the index, which means that git has to look at it again', async ({ box }) => {
  const { path, index } = await made(box, { 'a.txt': '', 'b.txt': 'b' });
  assert.ok(await isAsSealed(path, index), 'an empty file has none either');
  const bytes = readFileSync(index);
  const at = bytes.indexOf('b.txt') - 62;
  truncateSync(join(path, 'b.txt'));
  const { ctimeNs, mtimeNs } = statSync(join(path, 'b.txt'), { bigint: true });
  const times = [ctimeNs / 1_000_000_000n, ctimeNs % 1_000_000_000n, mtimeNs / 1_000_000_000n, mtimeNs % 1_000_000_000n];
  for (const [n, it] of [...times.entries()]) bytes.writeUInt32BE(Number(it), at + n * 4);
  bytes.writeUInt32BE(0, at + 36);
  writeFileSync(index, bytes);
  utimesSync(index, new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));
  assert.not.ok(await isAsSealed(path, index));
});

test('leaves it to git if git could convert what has to be read, and only then', async ({ box }) => {
  const { path, index } = await made(box);
  const mayConvert = () => true;
  utimesSync(index, new Date(0), new Date(0));
  assert.ok(await isAsSealed(path, index));
  assert.not.ok(await isAsSealed(path, index, { mayConvert }));
  utimesSync(index, new Date(Date.now() + 60_000), new Date(Date.now() + 60_000));
  assert.ok(await isAsSealed(path, index, { mayConvert }));
});

test('is of a tree only if git has recorded that tree for all of the index', async ({ box }) => {
  const { path, index } = await made(box);
  const git = (...args: string[]) =>
    execFileSync('git', [`--git-dir=${sealOf(path)}`, `--work-tree=${path}`, ...args], { encoding: 'utf8' }).trim();
  const tree = git('write-tree');
  assert.ok(await isAsSealed(path, index, { tree }));
  assert.not.ok(await isAsSealed(path, index, { tree: 'a'.repeat(40) }));
  git('update-index', '--chmod=+x', 'a.txt');
  assert.not.ok(await isAsSealed(path, index, { tree }));
  const other = git('write-tree');
  assert.is.not(other, tree);
  assert.not.ok(await isAsSealed(path, index, { tree: other }), 'the file on the disk is not executable');
});

test.run();
