// A small checkout that is as it was sealed is known without git; whatever was done to it, git is asked.

import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAsSealed } from '../../../../runtime/workspace/checkout/as-sealed.ts';
import { checkoutFor, violationIn } from '../../../../runtime/workspace/checkout/checkout.ts';
import { sealOf } from '../../../../runtime/workspace/checkout/make-checkout.ts';
import { capture } from './checkout-fixture.ts';
import { type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox }>('a small checkout as it was sealed');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

const FILES = { 'a.txt': 'a\n', 'deep/er/b.txt': 'b\n', 'näme.txt': 'n', '.gitignore': 'cache/\n' };

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

test('leaves it to git if there are links, or many files', async ({ box }) => {
  const { path, index } = await made(box, Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, ''])));
  assert.not.ok(await isAsSealed(path, index));
  assert.is(await violationIn(path), undefined);
});

test.run();
