// Captures of repositories in every state that git knows, of ranges, and of plain folders.

import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultRange } from '../../../../../runtime/workspace/revisions.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture, filesOf, fingerprintOf, held, reasons, refused, textAt } from './capture-fixture.ts';

const test = suite<{ box: Sandbox }>('capture in every state');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

test('captures a repository before its first commit', async ({ box }) => {
  const repo = box.repo();
  repo.write({ 'a.txt': 'a' });
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['a.txt']);
  assert.is(base.uncommitted, true);
  const error = await refused(() => capture(box, repo.root, { base: 'HEAD' }));
  assert.is(error.code, 'base-unknown');
  assert.match(error.hint, /no commit yet/);
  assert.is(await defaultRange(repo.root), undefined);
});

test('captures on a detached HEAD, in a linked worktree, from a folder inside, and in a submodule', async ({ box }) => {
  const repo = box.repo();
  const first = repo.commit({ 'a.txt': 'a', 'deep/b.txt': 'b' });
  repo.git('worktree', 'add', '--quiet', '--detach', '../linked', first);
  repo.git('checkout', '--quiet', '--detach');
  repo.write({ 'c.txt': 'c' });
  const inside = await capture(box, join(repo.root, 'deep'));
  assert.is(inside.root, repo.root);
  assert.equal(filesOf(box, inside), ['a.txt', 'c.txt', 'deep/b.txt']);

  const linked = box.at(box.path('linked'));
  linked.write({ 'd.txt': 'd' });
  const before = fingerprintOf(repo.root);
  const base = await capture(box, linked.root, {}, 'r-linked');
  assert.is(fingerprintOf(repo.root), before);
  assert.equal(filesOf(box, base), ['a.txt', 'd.txt', 'deep/b.txt']);
  assert.is(base.root, linked.root);
  assert.is(base.gitDir, inside.gitDir);
  assert.is(held(box, base).git('rev-parse', 'refs/runs/r-linked/base'), base.commit);

  const outer = box.repo('outer');
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repo.root, 'sub');
  outer.commit();
  const sub = box.at(`${outer.root}/sub`);
  sub.write({ 'e.txt': 'e' });
  const whole = await capture(box, outer.root);
  assert.is(whole.uncommitted, false);
  assert.match(held(box, whole).git('ls-tree', whole.commit, 'sub'), /^160000 commit/);
  const part = await capture(box, sub.root);
  assert.is(part.root, sub.root);
  assert.equal(filesOf(box, part), ['a.txt', 'deep/b.txt', 'e.txt']);
});

test('captures in the middle of a merge, with the conflict as it is in the files', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'base\n', 'gone.txt': 'base\n', '.env': 'A=1\n' });
  repo.git('checkout', '--quiet', '-b', 'side');
  repo.commit({ 'a.txt': 'theirs\n', 'gone.txt': 'theirs\n', '.env': 'A=2\n' });
  repo.git('checkout', '--quiet', 'main');
  rmSync(join(repo.root, 'gone.txt'));
  repo.commit({ 'a.txt': 'ours\n', '.env': 'A=3\n' });
  assert.throws(() => repo.git('merge', 'side'));
  rmSync(join(repo.root, 'gone.txt'), { force: true });
  const before = fingerprintOf(repo.root);
  const base = await capture(box, repo.root);
  assert.is(fingerprintOf(repo.root), before);
  assert.match(textAt(box, base, 'a.txt'), /<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> side/);
  assert.equal(filesOf(box, base), ['a.txt']);
  assert.match(reasons(base)['.env'] ?? '', /secrets: left out$/);
});

test('captures what a sparse checkout or assume-unchanged hides as it is in the index', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'in/a.txt': 'a', 'out/b.txt': 'b', 'hidden.txt': 'committed' });
  repo.git('sparse-checkout', 'set', 'in');
  assert.not.ok(existsSync(join(repo.root, 'out')));
  repo.git('update-index', '--assume-unchanged', 'hidden.txt');
  repo.write({ 'hidden.txt': 'local' });
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['hidden.txt', 'in/a.txt', 'out/b.txt']);
  assert.is(textAt(box, base, 'hidden.txt'), 'committed');
  assert.match(reasons(base)['hidden.txt'] ?? '', /assume-unchanged/);
  repo.git('sparse-checkout', 'init', '--cone', '--sparse-index');
  assert.is((await capture(box, repo.root)).tree, base.tree);
});

test('includes a file that was added with --intent-to-add', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  repo.write({ 'b.txt': 'b' });
  repo.git('add', '--intent-to-add', 'b.txt');
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['a.txt', 'b.txt']);
});

test('captures the right end of a range and remembers the left', async ({ box }) => {
  const repo = box.repo();
  const fork = repo.commit({ 'a.txt': '1' });
  repo.git('checkout', '--quiet', '-b', 'feature');
  const feature = repo.commit({ 'f.txt': 'f' });
  repo.git('checkout', '--quiet', 'main');
  const main = repo.commit({ 'a.txt': '2' });
  repo.git('checkout', '--quiet', 'feature');
  repo.git('tag', 'v1.0', fork);
  repo.write({ 'g.txt': 'g' });

  const cases: [range: string, from: string, commit: string | undefined, label: string][] = [
    ['main..feature', main, feature, 'main..feature'],
    ['main...feature', fork, feature, 'main...feature'],
    ['v1.0..HEAD', fork, feature, 'v1.0..HEAD'],
    ['main...', fork, undefined, 'main...worktree'],
    ['main..', main, undefined, 'main..worktree'],
    [`${fork.slice(0, 8)}..main`, fork, main, `${fork.slice(0, 8)}..main`],
  ];
  for (const [range, from, commit, label] of cases) {
    const base = await capture(box, repo.root, { range });
    assert.is(base.kind === 'git' ? base.from : undefined, from, range);
    assert.is(base.label, label);
    if (commit === undefined) assert.ok(filesOf(box, base).includes('g.txt'), range);
    else assert.is(base.commit, commit, range);
    assert.is(held(box, base).git('rev-parse', 'refs/runs/r-abcdef/from'), from);
  }
});

test('says what would work when a revision or range names nothing', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': '1' });
  repo.git('branch', 'feature/login');
  repo.git('checkout', '--quiet', '--orphan', 'other');
  repo.commit({ 'b.txt': '2' });
  for (const [more, hint] of [
    [{ base: 'login' }, /feature\/login, /],
    [{ base: '--output=/tmp/x' }, /Possible values: worktree, HEAD/],
    [{ range: 'nope...HEAD' }, /main/],
    [{ range: 'main...HEAD' }, /Two dots/],
    [{ range: '..HEAD' }, /main\.\.\./],
    [{ range: 'main....HEAD' }, /main\.\.\.HEAD/],
  ] as const) {
    const error = await refused(() => capture(box, repo.root, more));
    assert.is(error.code, 'base-unknown', JSON.stringify(more));
    assert.match(error.hint, hint);
  }
});

test('finds the branch that a review compares with', async ({ box }) => {
  const upstream = box.repo('upstream');
  upstream.git('checkout', '--quiet', '-b', 'stable');
  upstream.commit({ 'a.txt': 'a' });
  upstream.git('clone', '--quiet', upstream.root, '../clone');
  assert.equal(await defaultRange(box.path('clone')), { range: 'origin/stable...', branch: 'origin/stable' });
  assert.is(await defaultRange(upstream.root), undefined);
  upstream.git('branch', 'master');
  assert.equal(await defaultRange(upstream.root), { range: 'master...', branch: 'master' });
  upstream.git('branch', 'main');
  assert.equal(await defaultRange(upstream.root), { range: 'main...', branch: 'main' });
  const base = await capture(box, box.path('clone'), { range: 'origin/stable...' });
  assert.is(base.uncommitted, false);
});

test('refuses anything that is no checkout', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  repo.git('clone', '--quiet', '--bare', repo.root, '../bare.git');
  for (const [project, code] of [
    [box.path('bare.git'), 'project-refused'],
    [join(repo.root, '.git', 'refs'), 'project-refused'],
    [join(repo.root, 'a.txt'), 'project-refused'],
    [box.path('nowhere'), 'project-missing'],
  ] as const) {
    assert.is((await refused(() => capture(box, project))).code, code, project);
  }
});

test('copies the scope of a folder that is no repository', async ({ box }) => {
  const folder = box.at(box.path('plain'));
  folder.write({
    'src/a.ts': 'a\r\n',
    'src/b.txt': 'b',
    'node_modules/x/i.js': 'x',
    '.gitignore': 'dist/\n',
    'dist/o.js': 'o',
    'src/.env': 'S=1',
    '.gitattributes': '* text eol=lf\n',
  });
  symlinkSync('a.ts', join(folder.root, 'src', 'link'));
  const base = await capture(box, folder.root);
  const copy = held(box, base);
  assert.is(base.kind, 'copy');
  assert.equal(filesOf(box, base), ['.gitattributes', '.gitignore', 'src/a.ts', 'src/b.txt', 'src/link']);
  assert.is(copy.git('cat-file', '-s', `${base.commit}:src/a.ts`), '3');
  assert.equal(base.leftOut, [{ path: 'src/.env', reason: 'its name suggests that it contains secrets' }]);
  assert.not.ok(existsSync(join(folder.root, '.git')));
  assert.is((await capture(box, folder.root)).commit, base.commit);
  const scoped = await capture(box, folder.root, { scope: ['**/*.ts'] });
  assert.equal(filesOf(box, scoped), ['src/a.ts']);
  assert.match((await refused(() => capture(box, folder.root, { scope: ['srx/**'] }))).hint, /exist: src\./);
  assert.is((await refused(() => capture(box, folder.root, { range: 'main...' }))).code, 'base-unknown');
  assert.is((await refused(() => capture(box, folder.root, { limits: { fileBytes: 100, copyBytes: 4 } }))).code, 'base-too-large');
});

test('treats an ignored folder of a repository as a project of its own', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ '.gitignore': 'scratch/\n' });
  repo.write({ 'scratch/a.txt': 'a' });
  assert.is((await capture(box, join(repo.root, 'scratch'))).kind, 'copy');
});

test('stops when aborted, and leaves no temporary index', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  repo.write({ 'b.txt': 'b' });
  const before = process.env.TMPDIR;
  mkdirSync(box.path('tmp'));
  process.env.TMPDIR = box.path('tmp');
  try {
    await capture(box, repo.root, { signal: AbortSignal.abort() }).then(
      () => assert.unreachable(),
      (error) => assert.is(error.name, 'AbortError'),
    );
    await capture(box, repo.root);
    assert.equal(readdirSync(box.path('tmp')), []);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

test.run();
