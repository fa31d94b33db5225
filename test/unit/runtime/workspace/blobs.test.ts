// Reading blobs by a git process that stays open, and how a call of git ends.

import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { openBlobs } from '../../../../runtime/workspace/git/blobs.ts';
import { git } from '../../../../runtime/workspace/git/git.ts';
import { suiteWithBlobs } from './capture/read-fixture.ts';

const blobs = suiteWithBlobs('blobs');

blobs('reads contents of every size, also many at once, by the object that the tree names', async ({ box, open }) => {
  const repo = box.repo();
  const large = Buffer.alloc(300_000, 'x\n');
  const files: Record<string, string | Uint8Array> = {
    'empty': '',
    'new\nline': 'odd\n',
    'large': large,
    'bytes': Buffer.from([0, 255, 10, 13]),
    'ü ö.txt': 'umlaut',
  };
  for (let n = 0; n < 50; n++) files[`many/${n}`] = `${n}\n`.repeat(n);
  const commit = repo.commit(files);
  const reader = open(repo.gitDir);
  const tree = await reader.tree(commit);
  const contents = await Promise.all([...tree.values()].map((entry) => reader.read(entry.object)));
  const paths = [...tree.keys()];
  for (const [index, path] of paths.entries()) assert.equal(contents[index], Buffer.from(files[path] ?? 'none'), path);
  assert.is(tree.size, Object.keys(files).length);
  assert.is(tree.get('large')?.bytes, large.length);
  await reader.close();
});

blobs('returns undefined for objects that are missing or too large, and for invalid names', async ({ box, open }) => {
  const repo = box.repo();
  const commit = repo.commit({ 'a': 'a', 'large': Buffer.alloc(100) });
  const reader = open(repo.gitDir, { maxBytes: 99 });
  const tree = await reader.tree(commit);
  assert.is(await reader.read('0'.repeat(40)), undefined);
  assert.is(await reader.read(tree.get('large')?.object ?? ''), undefined);
  for (const name of ['HEAD:a', '', `HEAD\ncontents ${tree.get('a')?.object}`]) assert.is(await reader.read(name), undefined);
  assert.equal(await reader.read(tree.get('a')?.object ?? ''), Buffer.from('a'));
  await reader.close();
});

blobs('fails all pending requests when it is aborted or git exits', async ({ box, stop }) => {
  const repo = box.repo();
  const commit = repo.commit({ a: 'a' });
  const reader = openBlobs(repo.gitDir, { signal: stop.signal });
  const object = (await reader.tree(commit)).get('a')?.object ?? '';
  await reader.read(object);
  const open = [reader.read(object), reader.read(object)].map((it) =>
    it.then(
      () => 'read',
      (error) => error.name,
    ),
  );
  stop.abort();
  assert.equal(await Promise.all(open), ['AbortError', 'AbortError']);
  await reader.close();

  const lost = openBlobs(box.path('nowhere'));
  await lost.read(object).then(
    () => assert.unreachable(),
    (error) => assert.instance(error, MusterError),
  );
  await lost.close();
});

blobs('is not read after it was closed', async ({ box, open }) => {
  const repo = box.repo();
  const commit = repo.commit({ a: 'a' });
  const reader = open(repo.gitDir);
  const object = (await reader.tree(commit)).get('a')?.object ?? '';
  await reader.close();
  await reader.read(object).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, /closed/),
  );
});

const call = suiteWithBlobs('git');

call('fails with the command and the first thing git said', async ({ box }) => {
  const repo = box.repo();
  const error = await git(repo.root, ['rev-parse', '--verify', 'nope']).catch((it: unknown) => it);
  assert.instance(error, MusterError);
  assert.is((error as MusterError).code, 'git-failed');
  assert.match((error as MusterError).message, /^git rev-parse --verify nope failed in .*repo: fatal: Needed a single revision$/);
  const missing = await git(box.path('nowhere'), ['version']).catch((it: unknown) => it);
  assert.match((missing as MusterError).message, /nowhere, which does not exist/);
});

call('ends a process that prints more than the limit', async ({ box }) => {
  const repo = box.repo();
  const commit = repo.commit({ large: Buffer.alloc(1_000_000) });
  const error = await git(repo.root, ['cat-file', 'blob', `${commit}:large`], { maxBytes: 1000 }).catch((it: unknown) => it);
  assert.match((error as MusterError).message, /more than 1000 bytes/);
});

call('passes nothing of the caller’s environment to git', async ({ box }) => {
  const repo = box.repo();
  const other = box.repo('other');
  const before = { ...process.env };
  Object.assign(process.env, {
    GIT_DIR: other.gitDir,
    GIT_WORK_TREE: other.root,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'a.b',
    GIT_CONFIG_VALUE_0: 'c',
    GIT_TRACE: box.path('trace'),
  });
  try {
    assert.is((await git(repo.root, ['rev-parse', '--show-toplevel'])).stdout.toString().trim(), repo.root);
    assert.is((await git(repo.root, ['config', '--get', 'a.b'], { accept: [1] })).code, 1);
  } finally {
    process.env = before;
  }
});

blobs.run();
call.run();
