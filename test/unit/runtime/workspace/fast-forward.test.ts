// A fast-forward of a person's checkout that git gives up half-way leaves the checkout as it was, and says what could not be put back.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fastForward } from '../../../../runtime/workspace/handover/users-repository.ts';
import { findProject, type Repository } from '../../../../runtime/workspace/project.ts';
import { failsWith } from '../ledger/ledger-fixture.ts';
import { type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox }>('a fast-forward that git gives up half-way');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

/** Git writes in the order of the names, and its filter for z.txt does not write what is new there. */
function halfWay(box: Sandbox, smudge: string) {
  const repo = box.repo();
  repo.git('config', 'filter.own.smudge', smudge);
  repo.git('config', 'filter.own.clean', 'cat');
  repo.git('config', 'filter.own.required', 'true');
  const before = { '.gitattributes': 'z.txt filter=own\n', 'a.txt': 'one\n', 'gone.txt': 'here\n', 'z.txt': 'old\n' };
  repo.commit(before);
  repo.git('checkout', '--quiet', '-b', 'work');
  repo.git('rm', '--quiet', 'gone.txt');
  repo.commit({ 'a.txt': 'two\n', 'new/deep/b.txt': 'new\n', 'z.txt': 'new\n' });
  const tip = repo.git('rev-parse', 'HEAD').trim();
  // The filter fails from now on.
  repo.git('config', 'filter.own.smudge', 'cat');
  repo.git('checkout', '--quiet', 'main');
  repo.git('config', 'filter.own.smudge', smudge);
  return { repo, tip, head: repo.git('rev-parse', 'HEAD').trim() };
}

const projectAt = async (root: string): Promise<Repository> => {
  const found = await findProject(root);
  if (found.kind !== 'git') throw new Error('no repository');
  return found;
};

const ON_MAIN = { ref: 'refs/heads/main', as: 'test' };
const NOT_NEW = `f() { text=$(cat); case "$text" in *new*) exit 1;; esac; echo "$text"; }; f`;

test('leaves everything as it was', async ({ box }) => {
  const { repo, tip, head } = halfWay(box, NOT_NEW);
  const error = await failsWith('command-refused', fastForward(await projectAt(repo.root), tip, ON_MAIN), /merge --ff-only failed/);
  assert.match(error.hint, /^Nothing was changed/);
  assert.is(repo.git('status', '--porcelain').trim(), '');
  assert.is(repo.git('rev-parse', 'HEAD').trim(), head);
  assert.is(readFileSync(join(repo.root, 'a.txt'), 'utf8'), 'one\n');
  assert.not.ok(existsSync(join(repo.root, 'new')));
});

test('says that a person lets git merge only what is signed, and what to do', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'one\n' });
  repo.git('checkout', '--quiet', '-b', 'work');
  repo.commit({ 'a.txt': 'two\n' });
  const tip = repo.git('rev-parse', 'HEAD').trim();
  repo.git('checkout', '--quiet', 'main');
  repo.git('config', 'merge.verifySignatures', 'true');
  const error = await failsWith('command-refused', fastForward(await projectAt(repo.root), tip, ON_MAIN), /signature/);
  assert.match(error.hint, /^Nothing was changed\. Your `merge\.verifySignatures` .*muster branch/);
  assert.not.match(error.hint, 'space and the permissions');
});

test('names what cannot be put back', async ({ box }) => {
  const { repo, tip } = halfWay(box, 'false');
  const error = await failsWith('command-refused', fastForward(await projectAt(repo.root), tip, ON_MAIN), /merge --ff-only failed/);
  assert.match(error.hint, /^These files are not as they were: z\.txt\. /);
  assert.is(repo.git('status', '--porcelain').trim(), 'D z.txt');
});

test('takes nothing back that is in the way of git', async ({ box }) => {
  const { repo, tip } = halfWay(box, NOT_NEW);
  mkdirSync(join(repo.root, 'new/deep'), { recursive: true });
  writeFileSync(join(repo.root, 'new/deep/b.txt'), '');
  const error = await failsWith('command-refused', fastForward(await projectAt(repo.root), tip, ON_MAIN), /would be overwritten/);
  assert.match(error.hint, /^Nothing was changed/);
  assert.ok(existsSync(join(repo.root, 'new/deep/b.txt')));
});

test('takes the index back, too, if only the branch could not be moved', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'one\n', 'folder/b.txt': 'b\n', 'file': 'f\n', 'gone.txt': 'g\n', 'mine.txt': 'm\n' });
  repo.git('checkout', '--quiet', '-b', 'work');
  repo.git('rm', '--quiet', '-r', 'folder', 'file', 'gone.txt');
  repo.commit({ 'a.txt': 'two\n', 'folder': 'a file\n', 'file/c.txt': 'c\n', 'new/d.txt': 'd\n' });
  const tip = repo.git('rev-parse', 'HEAD').trim();
  repo.git('checkout', '--quiet', 'main');
  writeFileSync(join(repo.root, 'mine.txt'), 'staged\n');
  repo.git('add', 'mine.txt');
  const before = repo.git('status', '--porcelain', '--ignored');
  const head = repo.git('rev-parse', 'HEAD');
  for (const lock of ['refs/heads/main.lock', 'HEAD.lock', 'index.lock']) {
    const file = join(repo.root, '.git', lock);
    writeFileSync(file, '');
    const error = await failsWith('command-refused', fastForward(await projectAt(repo.root), tip, ON_MAIN), /merge --ff-only failed/);
    rmSync(file);
    assert.match(error.hint, /^Nothing was changed/, lock);
    assert.is(repo.git('status', '--porcelain', '--ignored'), before, lock);
    assert.is(repo.git('rev-parse', 'HEAD'), head, lock);
    assert.is(readFileSync(join(repo.root, 'folder/b.txt'), 'utf8'), 'b\n');
  }
  await fastForward(await projectAt(repo.root), tip, ON_MAIN);
  assert.is(repo.git('rev-parse', 'HEAD').trim(), tip);
});

test('settings of theirs do not keep the branch where it is', async ({ box }) => {
  const { repo, tip } = halfWay(box, 'cat');
  repo.git('config', 'merge.ff', 'false');
  repo.git('config', 'branch.main.mergeOptions', '--squash --no-commit');
  await fastForward(await projectAt(repo.root), tip, ON_MAIN);
  assert.is(repo.git('rev-parse', 'main').trim(), tip);
  assert.is(repo.git('status', '--porcelain'), '');
});

test('names what git would lose', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'folder/b.txt': 'b\n' });
  repo.git('checkout', '--quiet', '-b', 'work');
  repo.git('rm', '--quiet', '-r', 'folder');
  repo.commit({ folder: 'a file\n' });
  const tip = repo.git('rev-parse', 'HEAD').trim();
  repo.git('checkout', '--quiet', 'main');
  writeFileSync(join(repo.root, 'folder/mine.txt'), 'mine\n');
  const error = await failsWith(
    'command-refused',
    fastForward(await projectAt(repo.root), tip, ON_MAIN),
    /would lose untracked files in them: folder$/,
  );
  assert.is(error.hint, 'Nothing was changed. Move them away, then ask again.');
  assert.is(readFileSync(join(repo.root, 'folder/mine.txt'), 'utf8'), 'mine\n');
});

test('moves no branch that was checked out meanwhile', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'one\n' });
  repo.git('branch', 'old');
  repo.commit({ 'a.txt': 'two\n' });
  repo.git('checkout', '--quiet', '-b', 'work');
  repo.commit({ 'b.txt': 'new\n' });
  const tip = repo.git('rev-parse', 'HEAD').trim();
  repo.git('checkout', '--quiet', 'main');
  const project = await projectAt(repo.root);
  // Each could be fast-forwarded to the work, too.
  for (const elsewhere of [
    ['checkout', '--quiet', 'old'],
    ['checkout', '--quiet', '--detach', 'main'],
    ['checkout', '--quiet', '-B', 'main', 'old'],
  ]) {
    repo.git(...elsewhere);
    const before = repo.git('rev-parse', 'HEAD', 'old').trim();
    const error = await failsWith(
      'command-refused',
      fastForward(project, tip, ON_MAIN),
      /was moved meanwhile: main at [0-9a-f]{12} was checked out/,
    );
    assert.match(error.hint, /^Nothing was changed/);
    assert.is(repo.git('rev-parse', 'HEAD', 'old').trim(), before);
    assert.is(repo.git('status', '--porcelain').trim(), '');
  }
});

test.run();
