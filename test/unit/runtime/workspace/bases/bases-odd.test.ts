// Bases of repositories that are not whole or lie elsewhere, and what an earlier capture or version has left.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { captureBriefly } from '../../../../../runtime/workspace/capture/capture.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { asked, assertWhole, capture, contentOf, messageOf, shop } from './bases-fixture.ts';

const test = suite<{ box: Sandbox }>('bases of odd repositories');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

test('of a shallow clone end where it ended, even after it got more or other history', async ({ box }) => {
  const upstream = shop(box, 'upstream');
  upstream.git('clone', '--quiet', '--depth=1', `file://${upstream.root}`, '../clone');
  const clone = box.at(box.path('clone'));
  const first = await capture(box, clone.root);
  assertWhole(box, first, 1);
  upstream.commit({ 'a.txt': 'four\n' });
  upstream.commit({ 'a.txt': 'five\n' });
  clone.git('fetch', '--quiet', '--depth=1', 'origin');
  clone.git('reset', '--quiet', '--hard', 'origin/main');
  const second = await capture(box, clone.root, {}, 'r-bcdefg');
  for (const base of [first, second]) assertWhole(box, base, 1);
  clone.git('fetch', '--quiet', '--unshallow', 'origin');
  assertWhole(box, await capture(box, clone.root, {}, 'r-cdefgh'), 4);
  assertWhole(box, first, 2);
});

test('of a partial clone are refused while something is missing, with the fetch that gets it', async ({ box }) => {
  const upstream = shop(box, 'upstream');
  upstream.git('config', 'uploadpack.allowFilter', 'true');
  for (const filter of ['blob:none', 'tree:0']) {
    const root = box.path(filter.replace(':', '-'));
    upstream.git('clone', '--quiet', '--no-checkout', `--filter=${filter}`, `file://${upstream.root}`, root);
    const before = contentOf(join(root, '.git'));
    for (const work of [
      () => capture(box, root),
      () => capture(box, root, { range: 'HEAD^..HEAD' }),
      () => captureBriefly({ ...asked(box, root), bases: box.path('home', 'bases') }),
    ]) {
      const { code, message, hint } = await messageOf(work());
      assert.is(code, 'project-refused');
      assert.match(message, /partial clone, and \w+ objects? /);
      const command = /(git -C .* fetch .*)$/.exec(hint)?.[1] ?? '';
      assert.match(command, /--refetch --no-filter origin$/);
    }
    assert.equal(contentOf(join(root, '.git')), before);
    box.at(root).git('fetch', '--quiet', '--refetch', '--no-filter', 'origin');
    box.at(root).git('checkout', '--quiet', 'main');
    assertWhole(box, await capture(box, root), 2, filter);
  }
});

test('are copied where hard links are impossible, with their history and nothing else', async ({ box }) => {
  const elsewhere = '/dev/shm';
  const isOther = existsSync(elsewhere) && statSync(elsewhere).dev !== statSync(tmpdir()).dev;
  // Where there is no second file system, the files of somebody else do as well: nobody else may name them.
  const home = mkdtempSync(join(isOther ? elsewhere : box.folder, 'muster-test-'));
  try {
    const repo = shop(box);
    repo.git('branch', 'unwanted', repo.git('commit-tree', '-m', 'x', repo.git('mktree', '--missing')));
    const bytes = contentOf(repo.gitDir);
    const bases = join(home, 'bases');
    const first = await capture(box, repo.root, {}, 'r-aaaaaa', bases);
    const second = await capture(box, repo.root, { range: 'HEAD^...' }, 'r-bbbbbb', bases);
    assert.equal(contentOf(repo.gitDir), bytes);
    if (isOther) assert.throws(() => box.at(first.gitDir).git('cat-file', '-e', repo.git('rev-parse', 'unwanted')));
    const packs = () => readdirSync(join(first.gitDir, 'objects', 'pack')).filter((it) => it.endsWith('.pack')).length;
    const before = packs();
    await capture(box, repo.root, {}, 'r-cccccc', bases);
    assert.is(packs(), before, 'what is there is not copied again');
    rmSync(repo.root, { recursive: true });
    for (const base of [first, second]) assertWhole(box, base, 3);
    assert.equal(readdirSync(box.path('scratch')), []);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('are kept by valid refs, whatever an interrupted capture left behind', async ({ box }) => {
  const repo = shop(box);
  const first = await capture(box, repo.root, {}, 'r-first2');
  const held = box.at(first.gitDir);
  mkdirSync(join(first.gitDir, 'refs', 'runs', 'r-second.lock'));
  writeFileSync(join(first.gitDir, 'refs', 'runs', 'r-second.lock', 'from'), 'torn');
  const second = await capture(box, repo.root, { range: 'HEAD^..' }, 'r-second');
  const from = repo.git('rev-parse', 'HEAD^');
  const refs = (run: string) => held.git('for-each-ref', '--format=%(refname) %(objectname)', `refs/runs/${run}/`);
  assert.is(refs('r-first2'), `refs/runs/r-first2/base ${first.commit}`);
  assert.is(refs('r-second'), `refs/runs/r-second/base ${second.commit}\nrefs/runs/r-second/from ${from}`);
  // Captured again, after a crash before it was journaled: the refs are those of the last time.
  held.git('pack-refs', '--all');
  await capture(box, repo.root, { base: 'HEAD' }, 'r-second');
  assert.is(refs('r-second'), `refs/runs/r-second/base ${repo.git('rev-parse', 'HEAD')}`);
  held.git('fsck', '--full', '--strict');
});

test('take over what was once kept in the project itself', async ({ box }) => {
  const repo = shop(box);
  const [head, first] = [repo.git('rev-parse', 'HEAD'), repo.git('rev-parse', 'HEAD^')];
  const old = repo.git('commit-tree', '-p', head, '-m', 'an old capture', `${head}^{tree}`);
  for (const [ref, commit] of [
    ['base/r-oldold', old],
    ['from/r-oldold', first],
    ['base/r-other2', head],
  ] as const)
    repo.git('update-ref', `refs/muster/${ref}`, commit);
  repo.git('pack-refs', '--all');
  repo.git('update-ref', 'refs/muster/base/r-loose2', old);
  const { gitDir } = await capture(box, repo.root);
  assert.is(repo.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  assert.not.ok(existsSync(join(repo.gitDir, 'refs', 'muster')));
  const held = box.at(gitDir);
  assert.is(held.git('rev-parse', 'refs/runs/r-oldold/base'), old);
  assert.is(held.git('rev-parse', 'refs/runs/r-oldold/from'), first);
  assert.is(held.git('rev-parse', 'refs/runs/r-loose2/base'), old);
  repo.git('gc', '--quiet', '--prune=now');
  held.git('fsck', '--full');
});

test.run();
