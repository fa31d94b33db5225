// What changed between two trees, and what history knows of a path.

import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { changesBetween } from '../../../../runtime/workspace/changes.ts';
import { changesOf, churnOf } from '../../../../runtime/workspace/churn.ts';
import { entryAt } from '../../../../runtime/workspace/git/entry.ts';
import { hunksIn } from '../../../../runtime/workspace/git/hunks.ts';
import { introductionOf, pathRemovalOf, removedPaths } from '../../../../runtime/workspace/history.ts';
import { suiteWithBlobs } from './capture/read-fixture.ts';

const changes = suiteWithBlobs('changes');

changes('lists touched, added, removed and renamed paths, whatever the names', async ({ box }) => {
  const repo = box.repo();
  const text = 'one\ntwo\nthree\nfour\nfive\n';
  const from = repo.commit({
    'a.txt': text,
    'gone.txt': 'g\n',
    'old ü.txt': text.repeat(3),
    'mode.sh': 'm\n',
    'was-file': 'f\n',
    'quiet.lock': '1\n',
    '.gitattributes': '*.lock -diff\n',
  });
  for (const name of ['gone.txt', 'old ü.txt', 'was-file']) rmSync(join(repo.root, name));
  repo.write({
    'a.txt': 'zero\none\ntwo\n3\nfour\nfive\n++ b/fake\n@@ -1 +1 @@\n',
    'new "ü\n.txt': `${text.repeat(3)}six\n`,
    'no-newline': 'x',
    'quiet.lock': '2\n',
    'with space.txt ': 's\n',
  });
  symlinkSync('a.txt', join(repo.root, 'was-file'));
  repo.git('update-index', '--chmod=+x', 'mode.sh');
  const head = repo.commit();
  const found = await changesBetween(repo.gitDir, from, head);
  assert.equal([...found.touched].sort(), ['a.txt', 'new "ü\n.txt', 'no-newline', 'quiet.lock', 'was-file', 'with space.txt ']);
  assert.equal([...found.removed].sort(), ['gone.txt', 'old ü.txt']);
  assert.equal([...found.renames], [['old ü.txt', 'new "ü\n.txt']]);
  assert.equal([...found.added].sort(), [
    'a.txt:1',
    'a.txt:4',
    'a.txt:7',
    'a.txt:8',
    'new "ü\n.txt:16',
    'no-newline:1',
    'quiet.lock:1',
    'was-file:1',
    'with space.txt :1',
  ]);
});

changes('skips binary files, however large', async ({ box }) => {
  const repo = box.repo();
  const from = repo.commit({ 'a.bin': Buffer.from([0, 10, 1]) });
  const head = repo.commit({ 'a.bin': Buffer.from([0, 10, 2]), 'b.bin': Buffer.alloc(1_000_000) });
  const found = await changesBetween(repo.gitDir, from, head);
  assert.equal([...found.touched], ['a.bin', 'b.bin']);
  assert.equal([...found.added], []);
});

changes('does not mistake a line of content for a header', () => {
  const patch = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1,2 +1,3 @@',
    '--- a/y',
    '-diff --git',
    '+++ b/y',
    '+@@ -1 +9 @@',
    '+z',
    '\\ No newline at end of file',
    'diff --git a/y b/y',
    '--- a/y',
    '+++ b/y',
    '@@ -0,0 +5 @@',
    '+q',
    '',
  ];
  assert.equal(
    [...hunksIn(Buffer.from(patch.join('\n')))],
    [
      ['x', [{ from: 1, lost: 2, to: 1, got: 3 }]],
      ['y', [{ from: 0, lost: 0, to: 5, got: 1 }]],
    ],
  );
});

const history = suiteWithBlobs('history');

history('knows when a path disappeared, and where to', async ({ box }) => {
  const repo = box.repo();
  const text = (name: string) => `${name}\n`.repeat(20);
  repo.commit({
    'deleted.txt': 'd',
    'old.txt': text('old'),
    'lib/a.ts': text('a'),
    'lib/b.ts': text('b'),
    'back.txt': '1',
    'glob*.txt': 'g',
    'globX.txt': 'x',
  });
  rmSync(join(repo.root, 'deleted.txt'));
  const deletion = repo.commit({}, 'Remove what nobody reads');
  repo.git('mv', 'old.txt', 'new.txt');
  const rename = repo.commit({}, 'Rename old');
  repo.git('mv', 'lib', 'source');
  const move = repo.commit({}, 'Move the library');
  rmSync(join(repo.root, 'back.txt'));
  repo.commit();
  rmSync(join(repo.root, 'globX.txt'));
  const head = repo.commit({ 'back.txt': '2' });
  const of = (path: string) => pathRemovalOf(repo.gitDir, head, path);
  assert.equal(await of('deleted.txt'), { commit: deletion, subject: 'Remove what nobody reads' });
  assert.equal(await of('old.txt'), { commit: rename, subject: 'Rename old', renamedTo: 'new.txt' });
  assert.equal(await of('lib/'), { commit: move, subject: 'Move the library', renamedTo: 'source' });
  for (const path of ['never.txt', 'glob*.txt', '', ':(top)old.txt', '--all']) assert.is(await of(path), undefined, path);

  const tree = new Set(['new.txt', 'source/a.ts', 'source/b.ts', 'back.txt', 'glob*.txt']);
  const gone = await removedPaths(repo.gitDir, head, (path) => tree.has(path));
  assert.equal(gone.map((it) => it.path).sort(), ['deleted.txt', 'globX.txt', 'lib/a.ts', 'lib/b.ts', 'old.txt']);
  const one = gone.find((it) => it.path === 'deleted.txt');
  assert.equal(one, {
    path: 'deleted.txt',
    commit: deletion,
    subject: 'Remove what nobody reads',
    blob: repo.git('rev-parse', `${deletion}^:deleted.txt`),
  });
});

history('finds a deletion that was merged', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', 'b.txt': 'b' });
  repo.git('checkout', '--quiet', '-b', 'side');
  rmSync(join(repo.root, 'a.txt'));
  const deletion = repo.commit({}, 'Without a');
  repo.git('checkout', '--quiet', 'main');
  repo.commit({ 'b.txt': 'c' });
  repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'side');
  const head = repo.git('rev-parse', 'HEAD');
  assert.is((await pathRemovalOf(repo.gitDir, head, 'a.txt'))?.commit, deletion);
  assert.equal(
    (await removedPaths(repo.gitDir, head, (path) => path === 'b.txt')).map((it) => it.commit),
    [deletion],
  );
});

history('finds a deletion on the side of a merge that is not the first', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'b.txt': 'b' });
  repo.git('branch', 'side');
  repo.commit({ 'a.txt': 'a' });
  rmSync(join(repo.root, 'a.txt'));
  const deletion = repo.commit({}, 'Without a');
  repo.git('checkout', '--quiet', 'side');
  repo.commit({ 'c.txt': 'c' });
  repo.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'main');
  assert.is((await pathRemovalOf(repo.gitDir, repo.git('rev-parse', 'HEAD'), 'a.txt'))?.commit, deletion);
});

history('counts changes and authors, not merges', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': '1', 'b\nc.txt': '1' });
  repo.commit({ 'a.txt': '2' });
  repo.git('-c', 'user.name=Bob', '-c', 'user.email=bob@example.org', 'commit', '--quiet', '--allow-empty', '-m', 'x');
  repo.write({ 'a.txt': '3' });
  repo.git('commit', '--quiet', '--all', '--author=Bob <bob@example.org>', '-m', 'y');
  const churn = await churnOf(repo.gitDir, repo.git('rev-parse', 'HEAD'));
  assert.equal([...churn.paths.keys()].sort(), ['a.txt', 'b\nc.txt']);
  assert.equal(changesOf(churn, 'a.txt'), { changes: 3, authors: 2 });
  assert.equal(changesOf(churn, 'b\nc.txt'), { changes: 1, authors: 1 });
});

history('knows which commit added a text', async ({ box }) => {
  const repo = box.repo();
  const first = repo.commit({ 'a.txt': 'one\n', 'b.txt': 'token\n' }, 'First');
  const second = repo.commit({ 'a.txt': 'one\ntoken = "x"\nmore\n' }, '');
  repo.commit({ 'a.txt': 'one\n' });
  const head = repo.commit({ 'a.txt': 'token = "x"\n' });
  assert.is((await introductionOf(repo.gitDir, head, 'a.txt', 'token = "x"'))?.commit, second);
  assert.equal(await introductionOf(repo.gitDir, head, 'a.txt', 'one'), {
    commit: first,
    subject: 'First',
    date: '2026-01-02T03:04:05+00:00',
  });
  for (const text of ['never', '', 'a\0b', 'x'.repeat(20_000)])
    assert.is(await introductionOf(repo.gitDir, head, 'a.txt', text), undefined);
});

history('answers for one path as git does', async ({ box }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'src/a.ts': 'a', 'x*': 'x', 'xy': 'y' });
  const of = async (path: string, at = commit) => (await entryAt(repo.gitDir, at, path))?.type;
  assert.equal([await of('src'), await of('src/'), await of('./src/a.ts'), await of('x*')], ['tree', 'tree', 'blob', 'blob']);
  assert.equal(
    [await of('src/b.ts'), await of(''), await of('../x'), await of('src', '0'.repeat(40)), await of('src', '--help')],
    [undefined, undefined, undefined, undefined, undefined],
  );
});

changes.run();
history.run();
