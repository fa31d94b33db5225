// What a capture takes of a working tree: changes of every kind, odd names, and what it leaves out.

import { chmodSync, chownSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Base } from '../../../../../contracts/run/base.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture, filesOf, fingerprintOf, held, LIMITS, reasons, refused, textAt } from './capture-fixture.ts';

const test = suite<{ box: Sandbox }>('capture');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

test('a folder that is a link now: its files are removed, and the link is there', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'lib/deep/a.txt': 'a', 'lib/b.txt': 'b', 'kept.txt': 'kept' });
  renameSync(join(repo.root, 'lib'), join(repo.root, 'src'));
  symlinkSync('src', join(repo.root, 'lib'));
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base).toSorted(), ['kept.txt', 'lib', 'src/b.txt', 'src/deep/a.txt']);
});

test('captures what is committed, staged, changed, new, renamed and removed, and changes nothing of the user’s', async ({ box }) => {
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

test('captures odd names, links and modes as they are', async ({ box }) => {
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

test('captures names that are not UTF-8', async ({ box }) => {
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

test('captures a repository of another owner, and leaves out what may not be read', async ({ box }) => {
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

test('captures a file that was replaced by a folder, and the other way round', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'was-file': 'x', 'was-folder/in': 'y' });
  rmSync(join(repo.root, 'was-file'));
  rmSync(join(repo.root, 'was-folder'), { recursive: true });
  repo.write({ 'was-file/in': 'z', 'was-folder': 'w' });
  const base = await capture(box, repo.root);
  assert.equal(filesOf(box, base), ['was-file/in', 'was-folder']);
});

test('leaves out secrets, large files, nested repositories and its own folder, and says so', async ({ box }) => {
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

test('refuses a scope that matches no file, and keeps nothing of the attempt', async ({ box }) => {
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

test.run();
