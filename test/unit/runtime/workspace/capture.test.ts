// The capture takes the checkout as it is and leaves everything of the user's as it was.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { Base } from '../../../../contracts/run/base.ts';
import { type CaptureRequest, captureBase } from '../../../../runtime/workspace/capture/capture.ts';
import { defaultRange } from '../../../../runtime/workspace/revisions.ts';
import { type Repo, type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox }>('capture');

test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const LIMITS = { fileBytes: 100_000, copyBytes: 1_000_000 };
const capture = (box: Sandbox, project: string, more: Partial<CaptureRequest> = {}, run = 'r-abcdef') =>
  captureBase(
    { project, base: 'worktree', scope: [], scratch: box.path('scratch'), limits: LIMITS, ...more },
    { bases: box.path('home', 'bases'), run },
  );

/** Where it is read from: the repository of bases, and never the user's. */
const held = (box: Sandbox, base: Base): Repo => box.at(base.gitDir);
const filesOf = (box: Sandbox, base: Base): string[] =>
  held(box, base)
    .git('ls-tree', '-r', '-z', '--name-only', base.commit)
    .split('\0')
    .filter((path) => path !== '')
    .sort();
const textAt = (box: Sandbox, base: Base, path: string): string => held(box, base).git('cat-file', 'blob', `${base.commit}:${path}`);
const reasons = (base: Base): Record<string, string> => Object.fromEntries(base.leftOut.map((it) => [it.path, it.reason]));

/**
 * Everything below a folder by name, mode, time and content: nothing may come, go or change. Git renews the time of an
 * object when the same is written once more.
 */
function fingerprintOf(root: string): string {
  const hash = createHash('sha256');
  const visit = (folder: string) => {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      const info = lstatSync(path);
      const time = path.includes('/.git/objects/') ? '' : info.mtimeMs;
      hash.update(`${path} ${info.mode} ${info.isDirectory() ? '' : `${time} ${info.ino}`}\n`);
      if (info.isSymbolicLink()) hash.update(readlinkSync(path));
      else if (info.isDirectory()) visit(path);
      else if (info.isFile()) hash.update(readFileSync(path));
    }
  };
  visit(root);
  return hash.digest('hex');
}

async function refused(work: () => Promise<unknown>): Promise<MusterError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof MusterError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('takes what is committed, staged, changed, new, renamed and removed, and leaves the user’s things alone', async ({ box }) => {
  const repo = box.repo();
  repo.commit({
    'kept.txt': 'kept',
    'changed.txt': 'before',
    'removed.txt': 'x',
    'old name.txt': 'renamed content\nof two lines\n',
    '.gitignore': 'ignored/\n',
  });
  repo.git('config', 'core.logAllRefUpdates', 'always');
  repo.write({ 'changed.txt': 'stashed' });
  repo.git('stash');
  repo.write({ 'changed.txt': 'staged' });
  repo.git('add', 'changed.txt');
  repo.write({ 'changed.txt': 'after', 'new.txt': 'new', 'ignored/x.txt': 'x' });
  rmSync(join(repo.root, 'removed.txt'));
  renameSync(join(repo.root, 'old name.txt'), join(repo.root, 'new näme.txt'));
  const before = fingerprintOf(repo.root);

  const base = await capture(box, repo.root);

  assert.is(fingerprintOf(repo.root), before);
  assert.equal(Base.parse(base), base);
  assert.equal(filesOf(box, base), ['.gitignore', 'changed.txt', 'kept.txt', 'new näme.txt', 'new.txt']);
  assert.is(textAt(box, base, 'changed.txt'), 'after');
  assert.is(base.uncommitted, true);
  assert.is(base.label, 'worktree');
  assert.is(held(box, base).git('rev-parse', `${base.commit}^`), repo.git('rev-parse', 'HEAD'));
  assert.is(held(box, base).git('rev-parse', 'refs/runs/r-abcdef/base'), base.commit);
  assert.is(held(box, base).git('rev-parse', `${base.commit}^{tree}`), base.tree);
  assert.is(dirname(base.gitDir), box.path('home', 'bases'));
});

test('gives equal trees the same commit, and a clean checkout the user’s own', async ({ box }) => {
  const repo = box.repo();
  const head = repo.commit({ 'a.txt': 'one' });
  const clean = await capture(box, repo.root);
  assert.is(clean.commit, head);
  assert.is(clean.uncommitted, false);
  repo.write({ 'b.txt': 'two' });
  const first = await capture(box, repo.root);
  const again = await capture(box, repo.root, {}, 'r-bcdefg');
  assert.is(again.commit, first.commit);
  repo.write({ 'b.txt': 'three' });
  assert.is.not((await capture(box, repo.root)).commit, first.commit);
});

test('sees a change of equal length made in the second in which the index was written', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'one' });
  // Where change times are not trusted, only the content can tell; git looks at it while the index is no younger.
  repo.git('config', 'core.trustctime', 'false');
  const then = new Date('2026-01-02T03:04:05Z');
  utimesSync(join(repo.root, 'a.txt'), then, then);
  repo.git('update-index', '--refresh');
  utimesSync(join(repo.gitDir, 'index'), then, then);
  repo.write({ 'a.txt': 'two' });
  utimesSync(join(repo.root, 'a.txt'), then, then);
  const base = await capture(box, repo.root);
  assert.is(textAt(box, base, 'a.txt'), 'two');
});

test('takes odd names, links and modes as they are', async ({ box }) => {
  const repo = box.repo();
  const odd = [
    'with space.txt',
    'umläut.txt',
    'quote".txt',
    "apo'strophe.txt",
    'new\nline.txt',
    'tab\t.txt',
    ':(top)x.txt',
    '-dash.txt',
    '*.txt',
    'back\\slash.txt',
    '[id].ts',
  ];
  repo.commit({ 'first.txt': '', 'sub/-x': 'x' });
  repo.write(Object.fromEntries(odd.map((name) => [name, `in ${JSON.stringify(name)}`])));
  repo.write({ 'run.sh': '#!/bin/sh\n' });
  chmodSync(join(repo.root, 'run.sh'), 0o755);
  symlinkSync('/etc/passwd', join(repo.root, 'link'));
  symlinkSync('sub', join(repo.root, 'folder-link'));
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), [...odd, 'first.txt', 'sub/-x', 'run.sh', 'link', 'folder-link'].sort());
  assert.is(textAt(box, base, 'new\nline.txt'), 'in "new\\nline.txt"');
  assert.is(textAt(box, base, 'link'), '/etc/passwd');
  assert.match(held(box, base).git('ls-tree', base.commit, 'run.sh'), /^100755/);
  assert.match(held(box, base).git('ls-tree', base.commit, 'link'), /^120000/);
  assert.match(held(box, base).git('ls-tree', base.commit, 'folder-link'), /^120000/);
});

test('takes names that are no UTF-8', async ({ box }) => {
  const repo = box.repo();
  const name = (byte: number) => Buffer.concat([Buffer.from(`${repo.root}/n`), Buffer.from([byte])]);
  writeFileSync(name(0xff), 'committed');
  repo.commit();
  writeFileSync(name(0xff), 'changed');
  writeFileSync(name(0xfe), 'new');
  const base = await capture(box, repo.root);
  assert.equal(held(box, base).git('ls-tree', '-r', '--name-only', base.commit).split('\n'), ['"n\\376"', '"n\\377"']);
  assert.is(held(box, base).git('diff', '--name-only', `${base.commit}^`, base.commit).split('\n').length, 2);
  rmSync(repo.gitDir, { recursive: true });
  const copied = await capture(box, repo.root);
  assert.is(copied.tree, base.tree);
});

test('takes a repository of another owner, and does without what may not be read', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  repo.write({ 'shut.txt': 's', 'new.txt': 'n' });
  repo.git('clone', '--quiet', '--bare', '.', '../bare.git');
  // Only root can give files away, and only others can be kept from reading them.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const path of ['.', '.git', 'a.txt']) chownSync(join(repo.root, path), 65534, 65534);
  else chmodSync(join(repo.root, 'shut.txt'), 0);
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), isRoot ? ['a.txt', 'new.txt', 'shut.txt'] : ['a.txt', 'new.txt']);
  if (isRoot) chownSync(box.path('bare.git'), 65534, 65534);
  assert.is((await refused(() => capture(box, box.path('bare.git')))).code, 'project-refused');
  assert.equal(base.leftOut, isRoot ? [] : [{ path: 'shut.txt', reason: 'cannot be read' }]);
});

test('takes a file over whose place a folder came, and the other way round', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'was-file': 'x', 'was-folder/in': 'y' });
  rmSync(join(repo.root, 'was-file'));
  rmSync(join(repo.root, 'was-folder'), { recursive: true });
  repo.write({ 'was-file/in': 'z', 'was-folder': 'w' });
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['was-file/in', 'was-folder']);
});

test('leaves secrets, large files, other repositories and its own folder out, and says so', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', '.env': 'committed', 'tracked.key': 'committed', '.muster/dismissed.yaml': 'x' });
  repo.write({
    '.env': 'SECRET=1',
    '.env.local': 'SECRET=2',
    '.env.example': 'SECRET=',
    'deep/id_rsa': 'k',
    'deep/id_rsa.pub': 'p',
    'server.pem': 'k',
  });
  repo.write({ 'large.bin': Buffer.alloc(LIMITS.fileBytes + 1, 1), '.muster/inbox/task.md': 'x', '.muster/dismissed.yaml': 'y' });
  box.repo('repo/inner').commit({ 'i.txt': 'i' });
  rmSync(join(repo.root, 'tracked.key'));
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['.env', '.env.example', 'a.txt', 'deep/id_rsa.pub']);
  assert.is(textAt(box, base, '.env'), 'committed');
  assert.equal(Object.keys(reasons(base)).sort(), ['.env', '.env.local', 'deep/id_rsa', 'inner/', 'large.bin', 'server.pem']);
  assert.match(reasons(base)['.env'] ?? '', /changed, but its name suggests that it contains secrets: taken from the index/);
  assert.match(reasons(base)['large.bin'] ?? '', /larger than 100000 bytes/);
});

test('does not call a checkout changed whose only change is Muster’s own folder', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', '.muster/config.yaml': 'x' });
  assert.is((await capture(box, repo.root)).uncommitted, false);
});

test('refuses untracked files beyond the limit in all', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  for (let n = 0; n < 12; n++) repo.write({ [`data/${n}`]: Buffer.alloc(90_000) });
  const error = await refused(() => capture(box, repo.root));
  assert.is(error.code, 'base-too-large');
  assert.match(error.hint, /\.gitignore/);
});

test('refuses a scope that fits no file, and keeps nothing of the attempt', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'src/parse/read.ts': 'a', 'docs/guide.md': 'b', 'package.json': '{}' });
  for (const [scope, near] of [
    [['scr/**'], /exist: src\./],
    [['src/prase/read.ts'], /exist: src\/parse\/read\.ts\./],
    [['parse'], /exist: src\/parse\./],
    [['lib/parse/read.ts'], /exist: src\/parse\/read\.ts\./],
    [['read.ts', 'giude.md'], /exist: src\/parse\/read\.ts, docs, package\.json, src\./],
    [['src/*.ts'], /exist: src\/parse\./],
    [['*.rs'], /exist: docs, package\.json, src\./],
    [['!**'], /Widen it/],
  ] as const) {
    const error = await refused(() => capture(box, repo.root, { scope }));
    assert.equal([error.code, error.message.includes('matches no file of worktree')], ['scope-empty', true], scope.join());
    assert.match(error.hint, near, scope.join());
  }
  const [bases = ''] = readdirSync(box.path('home', 'bases'));
  assert.is(box.at(box.path('home', 'bases', bases)).git('for-each-ref'), '');
  assert.is((await capture(box, repo.root, { scope: ['nothing', 'docs'] })).kind, 'git', 'one that fits is enough');
  repo.git('rm', '-q', 'docs/guide.md');
  repo.commit({ 'new.md': 'n' });
  assert.is((await capture(box, repo.root, { scope: ['docs'], range: 'HEAD~1..HEAD' })).kind, 'git', 'what the range takes away is there');
});

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

test('captures in the middle of a merge, with the conflict as it stands in the files', async ({ box }) => {
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

test('keeps what a sparse checkout or assume-unchanged hides as the index has it', async ({ box }) => {
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

test('takes a file that was announced with --intent-to-add', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  repo.write({ 'b.txt': 'b' });
  repo.git('add', '--intent-to-add', 'b.txt');
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['a.txt', 'b.txt']);
});

test('looks at the right end of a range and remembers the left', async ({ box }) => {
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

test('refuses what is no checkout', async ({ box }) => {
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

test('takes an ignored folder of a repository for a project of its own', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ '.gitignore': 'scratch/\n' });
  repo.write({ 'scratch/a.txt': 'a' });
  assert.is((await capture(box, join(repo.root, 'scratch'))).kind, 'copy');
});

test('stops when it is told to, and leaves no temporary index', async ({ box }) => {
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
