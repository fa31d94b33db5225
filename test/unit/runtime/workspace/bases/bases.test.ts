// Bases live in the home: the project is not written to, and nothing that happens to it takes a base away.

import { execFile } from 'node:child_process';
import { linkSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../../contracts/errors.ts';
import { captureBriefly } from '../../../../../runtime/workspace/capture/capture.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { asked, assertWhole, capture, contentOf, messageOf, shop } from './bases-fixture.ts';

const test = suite<{ box: Sandbox }>('bases in the home');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

test('leave the project unchanged byte for byte, and nothing to push', async ({ box }) => {
  const repo = shop(box);
  repo.git('branch', 'older', 'HEAD^');
  const git = () => ['log --all --format=%H', 'for-each-ref', 'count-objects -v'].map((it) => repo.git(...it.split(' ')));
  const [bytes, said] = [contentOf(repo.gitDir), git()];
  for (const more of [{}, { base: 'HEAD' }, { base: 'older' }, { range: 'older...' }, { range: 'older..HEAD' }]) {
    await capture(box, repo.root, more);
    await captureBriefly({ ...asked(box, repo.root, more), bases: box.path('home', 'bases'), scratch: mkdtempSync(box.path('brief-')) });
  }
  assert.equal(contentOf(repo.gitDir), bytes);
  assert.equal(git(), said);
  repo.git('init', '--quiet', '--bare', '../remote.git');
  repo.git('push', '--quiet', '--mirror', '../remote.git');
  const pushed = box.at(box.path('remote.git'));
  assert.equal(pushed.git('for-each-ref', '--format=%(refname)').split('\n'), ['refs/heads/main', 'refs/heads/older']);
});

test('stay intact when the project collects garbage, moves, and is deleted', async ({ box }) => {
  const repo = shop(box);
  const head = repo.git('rev-parse', 'HEAD');
  const base = await capture(box, repo.root, { range: `${head}^...` });
  assertWhole(box, base, 3);
  repo.git('reset', '--quiet', '--hard', 'HEAD^');
  repo.git('reflog', 'expire', '--expire=all', '--all');
  repo.git('gc', '--quiet', '--prune=now');
  assert.throws(() => repo.git('cat-file', '-e', head), 'the project has let go of the commit');
  assertWhole(box, base, 3);
  renameSync(repo.root, box.path('elsewhere'));
  assertWhole(box, base, 3);
  rmSync(box.path('elsewhere'), { recursive: true });
  assertWhole(box, base, 3);
  const held = box.at(base.gitDir);
  assert.is(held.git('cat-file', 'blob', `${base.commit}:new.txt`), 'new');
  assert.is(base.kind === 'git' ? base.from : '', held.git('rev-parse', `${head}^`));
});

test('take no extra space for what the project has', async ({ box }) => {
  const repo = shop(box);
  const base = await capture(box, repo.root, { base: 'HEAD' });
  const files = (root: string) => readdirSync(join(root, 'objects'), { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  const inodes = (root: string) => new Set(files(root).map((it) => statSync(join(it.parentPath, it.name)).ino));
  assert.equal(
    [...inodes(base.gitDir)].filter((it) => !inodes(repo.gitDir).has(it)),
    [],
  );
});

test('are private, named for their project, and one for all of its checkouts', async ({ box }) => {
  const repo = shop(box, 'Käse & Wein');
  const other = shop(box, 'deep/Käse & Wein');
  repo.git('worktree', 'add', '--quiet', '--detach', '../linked');
  const bases = await Promise.all([repo.root, other.root, box.path('linked')].map((it, n) => capture(box, it, {}, `r-aaaaa${'abc'[n]}`)));
  const [first = '', second, third] = bases.map((it) => it.gitDir);
  assert.match(basename(first), /^K-se-Wein-[0-9a-f]{16}\.git$/);
  assert.is.not(second, first);
  assert.is(third, first);
  assert.match(readFileSync(join(first, 'description'), 'utf8'), /Käse & Wein/);
  for (const path of [dirname(first), first]) assert.is(statSync(path).mode & 0o077, 0, path);
  assert.equal(box.at(first).git('for-each-ref', '--format=%(refname)').split('\n'), [
    'refs/runs/r-aaaaaa/base',
    'refs/runs/r-aaaaac/base',
  ]);
});

test('take only what is new the next time', async ({ box }) => {
  const repo = shop(box);
  const { gitDir } = await capture(box, repo.root, { base: 'HEAD' });
  const loose = repo.git('rev-parse', 'HEAD');
  const [part, name] = [loose.slice(0, 2), loose.slice(2)];
  const source = join(repo.gitDir, 'objects');
  const state = () => {
    const { dev, ino, ctimeNs } = statSync(join(source, part), { bigint: true });
    return `${dev}.${ino}.${ctimeNs}`;
  };
  const held = join(gitDir, 'objects', part, name);
  const settled = () => writeFileSync(join(gitDir, 'linked.json'), JSON.stringify({ v: 1, stores: { [source]: { [part]: state() } } }));

  // What is known to be linked is not looked at: shown by taking a link away.
  settled();
  unlinkSync(held);
  const seen = await messageOf(capture(box, repo.root, { base: 'HEAD' })).catch((error: unknown) => error);
  assert.ok(seen instanceof MusterError && seen.code === 'git-failed', String(seen));
  // Anything that came into that part since then has it looked at again.
  linkSync(join(source, part, name), join(source, part, 'f'.repeat(38)));
  unlinkSync(join(source, part, 'f'.repeat(38)));
  assertWhole(box, await capture(box, repo.root, { base: 'HEAD' }), 2);
  settled();
  repo.git('repack', '-a', '-d', '--quiet');
  repo.git('prune-packed');
  assertWhole(box, await capture(box, repo.root), 3);
});

test('are intact while the project is being repacked', async ({ box }) => {
  const repo = shop(box);
  const script = 'for i in 1 2 3 4 5 6; do git commit -q --allow-empty -m $i; git repack -a -d -q; git prune-packed; done';
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', HOME: box.folder };
  const who = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };
  const packing = new Promise((resolve) => execFile('sh', ['-c', script], { cwd: repo.root, env: { ...env, ...who } }, resolve));
  for (let n = 0; n < 4; n++) {
    const base = await capture(box, repo.root);
    box.at(base.gitDir).git('fsck', '--full', '--connectivity-only', base.commit);
  }
  await packing;
  assertWhole(box, await capture(box, repo.root), 9);
});

test('are made from repositories with borrowed objects, and stay when the lender is gone', async ({ box }) => {
  const lender = shop(box, 'the "lender"');
  lender.git('clone', '--quiet', '--shared', lender.root, '../borrower');
  lender.git('clone', '--quiet', '--shared', box.path('borrower'), '../again');
  const base = await capture(box, box.path('again'));
  rmSync(lender.root, { recursive: true });
  assertWhole(box, base, 2);
});

test('are captured side by side', async ({ box }) => {
  const repo = shop(box);
  const runs = ['r-aaaaaa', 'r-aaaaab', 'r-aaaaac', 'r-aaaaad'];
  const bases = await Promise.all(runs.map((run) => capture(box, repo.root, {}, run)));
  assert.is(new Set(bases.map((it) => it.commit)).size, 1);
  const refs = box
    .at(bases[0]?.gitDir ?? '')
    .git('for-each-ref', '--format=%(refname)')
    .split('\n');
  assert.equal(
    refs,
    runs.map((run) => `refs/runs/${run}/base`),
  );
  assert.equal(readdirSync(box.path('home', 'bases')).length, 1);
});

test.run();
