// The tree as the built-in analysers see it.

import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type OpenedRepository, openRepository } from '../../../../../agents/builtin/repository.ts';
import { captureBase } from '../../../../../runtime/workspace/capture/capture.ts';
import { churnOf } from '../../../../../runtime/workspace/churn.ts';
import { type Sandbox, sandbox } from '../../../runtime/workspace/sandbox.ts';

const test = suite<{
  box: Sandbox;
  open(where: Partial<Parameters<typeof openRepository>[0]>): Promise<OpenedRepository>;
  stop: AbortController;
}>('repository');

test.before.each((context) => {
  context.box = sandbox();
  context.stop = new AbortController();
  context.open = (where) =>
    openRepository({ gitDir: context.box.path('repo', '.git'), commit: 'HEAD', scope: [], signal: context.stop.signal, ...where });
});
test.after.each(({ box, stop }) => {
  stop.abort();
  box.remove();
});

test('shows files, folders, texts and links', async ({ box, open }) => {
  const repo = box.repo();
  repo.write({ 'src/deep/a.ts': 'a\n', 'bom.json': '\uFEFF{}', 'bin': Buffer.from([1, 0]), 'large.txt': 'x'.repeat(1024 * 1024 + 1) });
  symlinkSync('src', join(repo.root, 'link'));
  const commit = repo.commit();
  const repository = await open({ commit, scope: ['src', '!**/*.js'] });
  assert.equal(
    repository.files.map((it) => it.path),
    ['bin', 'bom.json', 'large.txt', 'link', 'src/deep/a.ts'],
  );
  assert.is(repository.commit, commit);
  assert.is(repository.date, '2026-01-02T03:04:05+00:00');
  assert.is(await repository.text('src/deep/a.ts'), 'a\n');
  assert.is(await repository.text('bom.json'), '{}');
  for (const path of ['bin', 'large.txt', 'link', 'src', 'none']) assert.is(await repository.text(path), undefined, path);
  assert.is(await repository.link('link'), 'src');
  assert.is(await repository.link('bom.json'), undefined);
  for (const path of ['', '.', 'src', 'src/', './src/deep']) assert.ok(repository.hasFolder(path), path);
  for (const path of ['sr', 'src/deep/a.ts', 'none', 'link']) assert.not.ok(repository.hasFolder(path), path);
  assert.ok(repository.has('src/deep/a.ts'));
  assert.not.ok(repository.has('src'));
  assert.equal([repository.inScope('src/deep/a.ts'), repository.inScope('src/a.js'), repository.inScope('bin')], [true, false, false]);
  assert.is(repository.change, undefined);
  assert.is((await repository.entry('src'))?.type, 'tree');
  await repository.close();
});

test('shows what a range changes, and texts from before', async ({ box, open }) => {
  const repo = box.repo();
  const from = repo.commit({ 'a.ts': 'one\n', 'old.ts': 'line of text\n'.repeat(9), 'gone.ts': 'g\n' });
  rmSync(join(repo.root, 'gone.ts'));
  repo.git('mv', 'old.ts', 'new.ts');
  const commit = repo.commit({ 'a.ts': 'one\ntwo\n' });
  const repository = await open({ commit, from });
  const { change } = repository;
  assert.equal([...(change?.added ?? [])], ['a.ts:2']);
  assert.equal([...(change?.touched ?? [])].sort(), ['a.ts', 'new.ts']);
  assert.equal([...(change?.removed ?? [])].sort(), ['gone.ts', 'old.ts']);
  assert.is(await change?.textBefore('a.ts'), 'one\n');
  assert.is(await change?.textBefore('gone.ts'), 'g\n');
  assert.is(await change?.textBefore('new.ts'), 'line of text\n'.repeat(9));
  assert.is(await change?.textBefore('none.ts'), undefined);
  assert.is(await repository.textAt(from, 'gone.ts'), 'g\n');
  assert.is(await repository.textAt(from, 'none.ts'), undefined);
  await repository.close();
});

test('dates a capture by the commit below it', async ({ box, open }) => {
  const repo = box.repo();
  repo.commit({ 'a.ts': 'one\n' });
  repo.write({ 'b.ts': 'two\n' });
  const limits = { fileBytes: 1000, copyBytes: 1000 };
  const { commit, gitDir } = await captureBase(
    { project: repo.root, base: 'worktree', scope: [], scratch: box.path('scratch'), limits },
    { bases: box.path('home', 'bases'), run: 'r-abcdef' },
  );
  const repository = await open({ gitDir, commit });
  assert.is(repository.date, '2026-01-02T03:04:05+00:00');
  assert.equal([...(await churnOf(gitDir, commit)).paths], [['a.ts', [0, 1]]]);
  await repository.close();
});

test.run();
