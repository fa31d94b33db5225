// A worker may mount another folder in its workplace and leave it there. Whatever is done with the workplace afterwards must not
// reach what is behind the mount.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MusterError } from '../../../../../contracts/errors.ts';
import { openTrash } from '../../../../../runtime/trash.ts';
import { removeCheckout, violationIn } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { removeTree } from '../../../../../runtime/workspace/checkout/remove-tree.ts';
import { besideFile, besideNow } from '../../../../../runtime/workspace/stages/beside.ts';
import { placeFor } from '../../../../../runtime/workspace/stages/place.ts';
import { sealWork } from '../../../../../runtime/workspace/stages/seal-work.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture, seated } from './checkout-fixture.ts';

const test = suite<{ box: Sandbox; mounts: Mounts }>('what a worker left mounted');

test.before.each((context) => {
  context.box = sandbox();
  context.mounts = openMounts(context.box);
});
test.after.each(({ box, mounts }) => {
  mounts.clear();
  box.remove();
});

type Mounts = ReturnType<typeof openMounts>;

/** Mounts only folders of the sandbox, and only below it. */
function openMounts(box: Sandbox) {
  const treasure = box.path('treasure, not ours');
  mkdirSync(join(treasure, 'deep'), { recursive: true });
  writeFileSync(join(treasure, 'deep', 'coins.txt'), 'gold\n');
  const mounted = () =>
    readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map((line) => (line.split(' ')[4] ?? '').replaceAll('\\040', ' ').replaceAll('\\134', '\\'))
      .filter((place) => place.startsWith(`${box.folder}/`));
  return {
    treasure,
    mounted,
    bind(place: string, how = '--bind', what = treasure) {
      mkdirSync(place, { recursive: true });
      execFileSync('mount', [how, what, place], { stdio: 'pipe' });
    },
    clear() {
      for (const place of mounted().reverse()) execFileSync('umount', ['--lazy', place], { stdio: 'pipe' });
      assert.equal(mounted(), [], 'or the sandbox could not be removed safely');
      assert.is(readFileSync(join(treasure, 'deep', 'coins.txt'), 'utf8'), 'gold\n');
      assert.is(lstatSync(join(treasure, 'deep')).mode & 0o777, 0o755);
    },
  };
}

test('a folder is removed without what is behind its mounts, be they upon each other or of any name', async ({ box, mounts }) => {
  const tree = box.path('place');
  mounts.bind(join(tree, 'a b', 'ü\\n'));
  mounts.bind(join(tree, 'twice'));
  mounts.bind(join(tree, 'twice'));
  await removeTree(tree);
  assert.not.ok(existsSync(tree));
  assert.equal(mounts.mounted(), []);
});

test('a folder that is itself a mount is removed, and what a link leads to stays mounted', async ({ box, mounts }) => {
  const [tree, other, link] = [box.path('place'), box.path('other'), box.path('link')];
  mounts.bind(tree);
  mounts.bind(join(other, 'kept'));
  symlinkSync(other, link);
  await removeTree(tree);
  await removeTree(link);
  assert.not.ok(existsSync(tree));
  assert.not.ok(existsSync(link));
  assert.equal(mounts.mounted(), [join(other, 'kept')]);
});

test('unmounting a copy with all that is mounted in it unmounts nothing of the original', async ({ box, mounts }) => {
  const original = box.path('original');
  mounts.bind(original, '--bind', mounts.treasure);
  execFileSync('mount', ['--make-shared', original], { stdio: 'pipe' });
  mounts.bind(join(original, 'inner'), '--bind', join(mounts.treasure, 'deep'));
  const tree = box.path('place');
  mounts.bind(join(tree, 'all'), '--rbind', original);
  await removeTree(tree);
  assert.not.ok(existsSync(tree));
  assert.ok(mounts.mounted().includes(join(original, 'inner')), mounts.mounted().join('\n'));
});

test('what cannot be unmounted is not removed, and the error says where it is', async ({ box, mounts }) => {
  const tree = box.path('place');
  mounts.bind(join(tree, 'mnt'));
  const path = process.env.PATH;
  process.env.PATH = box.path('nothing');
  try {
    await removeTree(tree);
    assert.unreachable('it was removed');
  } catch (error) {
    assert.match((error as Error).message, `${join(tree, 'mnt')} is mounted inside ${tree}`);
    assert.match((error as MusterError).hint, `umount ${join(tree, 'mnt')}`);
  } finally {
    process.env.PATH = path;
  }
  assert.equal(readdirSync(join(tree, 'mnt')), ['deep']);
});

test('the trash takes a folder with a mount, and deletes only the folder', async ({ box, mounts }) => {
  const [tree, folder] = [box.path('place'), box.path('trash')];
  mounts.bind(join(tree, 'mnt'));
  const troubles: unknown[] = [];
  const trash = openTrash(folder, process.env, (error) => troubles.push(error));
  await trash.discard(tree);
  mounts.bind(join(folder, 'left by a crash', 'mnt'));
  await trash.emptied();
  await trash.close();
  assert.equal(troubles, []);
  assert.equal(readdirSync(folder), []);
});

test('an examination names the mount, and nothing behind it', async ({ box, mounts }) => {
  const { path } = await seated(box);
  mounts.bind(join(path, 'cache', 'mnt'));
  const violation = await violationIn(path);
  assert.equal(violation?.files, ['cache/mnt']);
  assert.equal(mounts.mounted(), []);
  assert.is(await violationIn(path), undefined, 'the folder itself is ignored, like its parent');
});

test('a checkout that was hidden by a mount upon it is examined itself, and can be removed', async ({ box, mounts }) => {
  const { path } = await seated(box);
  mounts.bind(path);
  assert.equal((await violationIn(path))?.files, ['.']);
  mounts.bind(path);
  await removeCheckout(path);
  assert.not.ok(existsSync(path));
});

test('the work of an executor has nothing from behind a mount, and says so', async ({ box, mounts }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n' });
  const { commit, tree, gitDir, ...base } = await capture(box, repo.root);
  const path = box.path('places', 'answer.1');
  await placeFor({ ...base, commit, tree, gitDir }, path);
  writeFileSync(besideFile(path), await besideNow(path));
  writeFileSync(join(path, 'a.txt'), 'b\n');
  mounts.bind(join(path, 'mnt'));
  const work = { path, gitDir, from: { commit, tree }, ref: 'refs/runs/r-abcdef/stages/answer.1', message: 'Do it\n' };
  const sealed = await sealWork({ ...work, seconds: 1, never: [], fileBytes: 1_000_000 });
  assert.equal(sealed.problems, ['mnt was a mount: what is behind it is no part of the work.']);
  assert.equal(
    sealed.changes.map((it) => it.path),
    ['a.txt'],
  );
});

const mayMount = (): boolean => spawnSync('unshare', ['--mount', 'true']).status === 0;

if (mayMount()) test.run();
else process.stderr.write('\nNOT TRIED: mounts that a worker left, because nothing may be mounted here\n');
