// What becomes of bases when runs are pruned: those that nobody refers to go, those that are kept stay whole, and
// nothing is cleared up beside a run that works.

import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeOverIn } from '../../../../../runtime/workspace/bases/old-refs.ts';
import { sweepBases } from '../../../../../runtime/workspace/bases/sweep.ts';
import { captureBase } from '../../../../../runtime/workspace/capture/capture.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox; repo: Repo }>('bases that are swept');

test.before.each((context) => {
  context.box = sandbox();
  context.repo = context.box.repo('shop');
  context.repo.commit({ 'a.txt': 'one\n' });
});
test.after.each(({ box }) => box.remove());

const bases = (box: Sandbox): string => box.path('home', 'bases');
const capture = (box: Sandbox, project: string, run: string) =>
  captureBase(
    { project, base: 'worktree', scope: [], scratch: box.path('scratch'), limits: { fileBytes: 1e6, copyBytes: 1e6 } },
    { bases: bases(box), run },
  );

async function sweep(box: Sandbox, kept: string[], living: string[] = []): Promise<void> {
  const failed = await sweepBases(bases(box), { keeps: async (run) => kept.includes(run), hasEnded: (run) => !living.includes(run) });
  assert.equal([...failed], []);
}

const has = (box: Sandbox, gitDir: string, object: string): boolean => {
  try {
    box.at(gitDir).git('cat-file', '-e', object);
    return true;
  } catch {
    return false;
  }
};
/** Files of a repository of bases that nobody shares: they take room. */
const ownBytes = (gitDir: string): number =>
  readdirSync(join(gitDir, 'objects'), { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => statSync(join(it.parentPath, it.name)))
    .reduce((sum, { nlink, size }) => sum + (nlink === 1 ? size : 0), 0);

test('are removed when no run refers to them, and the others stay intact', async ({ box, repo }) => {
  repo.write({ 'new.txt': 'first\n' });
  const first = await capture(box, repo.root, 'r-aaaaaa');
  repo.write({ 'new.txt': 'second\n' });
  const second = await capture(box, repo.root, 'r-aaaaab');
  await sweep(box, ['r-aaaaab']);
  assert.not.ok(has(box, first.gitDir, first.commit));
  assert.ok(has(box, second.gitDir, second.commit));
  box.at(second.gitDir).git('fsck', '--full');
  await sweep(box, []);
  assert.equal(readdirSync(bases(box)), []);
  // And the project is as before: it can be captured again.
  assert.is((await capture(box, repo.root, 'r-aaaaac')).commit, second.commit);
});

test('are not swept beside a working run', async ({ box, repo }) => {
  repo.write({ 'new.txt': 'first\n' });
  const first = await capture(box, repo.root, 'r-aaaaaa');
  repo.write({ 'new.txt': 'second\n' });
  const second = await capture(box, repo.root, 'r-aaaaab');
  await sweep(box, ['r-aaaaab'], ['r-aaaaab']);
  assert.equal(box.at(second.gitDir).git('for-each-ref', '--format=%(refname)').split('\n'), ['refs/runs/r-aaaaab/base']);
  assert.ok(has(box, first.gitDir, first.commit), 'its objects are let go only when nobody works there');
  await sweep(box, ['r-aaaaab']);
  assert.ok(has(box, second.gitDir, second.commit));
});

test('wait for a capture, and a capture for them', async ({ box, repo }) => {
  await capture(box, repo.root, 'r-aaaaaa');
  repo.write({ 'new.txt': 'new\n' });
  // Nobody refers to the first: without waiting for each other the repository would go under the second one's hands.
  const [base] = await Promise.all([capture(box, repo.root, 'r-aaaaab'), sweep(box, ['r-aaaaab']), sweep(box, ['r-aaaaab'])]);
  box.at(base.gitDir).git('fsck', '--full', base.commit);
});

test('do not pile up when the project is repacked over and over', async ({ box, repo }) => {
  for (let n = 0; n < 4; n++) {
    repo.commit({ 'a.txt': `${n}\n`, [`large-${n}.bin`]: Buffer.alloc(50_000, n) });
    repo.git('gc', '--quiet', '--prune=now');
    await capture(box, repo.root, `r-aaaaa${'abcd'[n]}`);
  }
  const runs = ['r-aaaaaa', 'r-aaaaab', 'r-aaaaac', 'r-aaaaad'];
  const { gitDir } = await capture(box, repo.root, 'r-aaaaad');
  assert.ok(ownBytes(gitDir) > 0, 'packs that the project has no more are kept');
  await sweep(box, runs);
  assert.is(ownBytes(gitDir), 0, 'all that is needed is in the pack of the project');
  for (const run of runs) box.at(gitDir).git('fsck', '--full', `refs/runs/${run}/base`);
  rmSync(repo.root, { recursive: true });
  await sweep(box, runs.slice(2));
  for (const run of runs.slice(2)) box.at(gitDir).git('fsck', '--full', `refs/runs/${run}/base`);
});

test('are linked again if they were removed and the project still has them', async ({ box, repo }) => {
  const blob = repo.git('hash-object', '-w', 'a.txt');
  repo.write({ 'later.txt': 'later\n' });
  const later = repo.git('hash-object', '-w', 'later.txt');
  rmSync(join(repo.root, 'later.txt'));
  const { gitDir } = await capture(box, repo.root, 'r-aaaaaa');
  await capture(box, repo.root, 'r-aaaaab');
  assert.ok(has(box, gitDir, later), 'everything of the project is linked');
  await sweep(box, ['r-aaaaab']);
  assert.not.ok(has(box, gitDir, later), 'nothing that is kept needs it');
  repo.git('update-index', '--add', '--cacheinfo', `100644,${later},later.txt`);
  repo.git('commit', '--quiet', '-m', 'Later');
  repo.git('checkout', '--quiet', '--', 'later.txt');
  const base = await capture(box, repo.root, 'r-aaaaac');
  box.at(gitDir).git('fsck', '--full', base.commit);
  assert.ok(has(box, gitDir, blob));
});

test('of other runs, other files and partial repositories are distinguished', async ({ box, repo }) => {
  const { gitDir } = await capture(box, repo.root, 'r-aaaaaa');
  mkdirSync(`${gitDir}.making-abc123`);
  mkdirSync(`${gitDir}.leaving`);
  writeFileSync(join(bases(box), 'notes.txt'), 'mine');
  await sweep(box, ['r-aaaaaa']);
  assert.equal(readdirSync(bases(box)).sort(), ['notes.txt', gitDir.split('/').at(-1)].sort());
  await sweepBases(box.path('home', 'nowhere'), { keeps: async () => true, hasEnded: () => true });
});

test('of an older version are moved out of a project in which nothing is captured now', async ({ box, repo }) => {
  const head = repo.git('rev-parse', 'HEAD');
  for (const run of ['r-aaaaaa', 'r-aaaaab']) repo.git('update-ref', `refs/muster/base/${run}`, head);
  await takeOverIn(repo.root, bases(box), box.path('scratch'));
  assert.is(repo.git('for-each-ref', 'refs/muster'), '');
  assert.not.ok(existsSync(join(repo.gitDir, 'refs', 'muster')));
  await sweep(box, ['r-aaaaab']);
  const [name = ''] = readdirSync(bases(box));
  assert.is(box.at(join(bases(box), name)).git('for-each-ref', '--format=%(objectname) %(refname)'), `${head} refs/runs/r-aaaaab/base`);
  await takeOverIn(repo.root, bases(box), box.path('scratch'));
});

test.run();
