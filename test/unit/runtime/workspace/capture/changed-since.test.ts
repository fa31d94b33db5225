// Whether a project stayed as it was since its base was captured: told by its content, and without touching it.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../../contracts/errors.ts';
import type { Base } from '../../../../../contracts/run/base.ts';
import { type CaptureRequest, captureBase } from '../../../../../runtime/workspace/capture/capture.ts';
import { changedSince } from '../../../../../runtime/workspace/capture/changed-since.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('a project since its capture');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const request = (box: Sandbox, project: string, more: Partial<CaptureRequest> = {}): CaptureRequest => ({
  project,
  base: 'worktree',
  scope: [],
  scratch: box.path('run'),
  limits: { fileBytes: 100_000, copyBytes: 1_000_000 },
  ...more,
});

async function captured(box: Sandbox, project: string, more: Partial<CaptureRequest> = {}): Promise<[Base, CaptureRequest]> {
  const asked = request(box, project, more);
  return [await captureBase(asked, { bases: box.path('home', 'bases'), run: 'r-abcdef' }), asked];
}

test('is unchanged while nobody touches it, even with uncommitted changes', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n', '.env': 'SECRET=1\n' });
  repo.write({ 'a.txt': 'changed before\n', 'new.txt': 'new\n' });
  assert.equal(await changedSince(...(await captured(box, repo.root))), { changed: [], perhaps: [] });
});

test('is changed by what is new, changed or gone, and not by a commit of what was there', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
  repo.write({ 'a.txt': 'not committed\n' });
  const known = await captured(box, repo.root);
  repo.commit({}, 'The very same');
  assert.equal((await changedSince(...known)).changed, []);
  repo.write({ 'b.txt': 'changed\n', 'new.txt': 'new\n' });
  rmSync(join(repo.root, 'c.txt'));
  const index = readFileSync(join(repo.gitDir, 'index'));
  assert.equal((await changedSince(...known)).changed, ['b.txt', 'c.txt', 'new.txt']);
  assert.equal(readFileSync(join(repo.gitDir, 'index')), index);
  assert.is(repo.git('status', '--porcelain'), ' M b.txt\n D c.txt\n?? new.txt');
});

test('is not changed by our own folder, or by what captures leave out', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n', '.gitignore': 'out/\n' });
  const known = await captured(box, repo.root);
  repo.write({ '.muster/dismissed.yaml': 'x\n', 'out/made.js': 'x\n', '.env': 'KEY=1\n' });
  assert.equal((await changedSince(...known)).changed, []);
});

test('of which a commit was captured is changed when its name refers to another one', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n' });
  const known = await captured(box, repo.root, { base: 'HEAD' });
  assert.equal(await changedSince(...known), { changed: [], perhaps: [] });
  repo.commit({ 'a.txt': 'b\n' });
  assert.equal(await changedSince(...known), { changed: ['a.txt'], perhaps: [] });
});

test('of which a commit was captured may have been dirty before: that is reported separately', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n' });
  const known = await captured(box, repo.root, { base: 'HEAD' });
  repo.write({ 'a.txt': 'b\n' });
  assert.equal(await changedSince(...known), { changed: [], perhaps: ['a.txt'] });
});

test('of a range is compared with its right end', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n' });
  const first = repo.git('rev-parse', 'HEAD');
  repo.commit({ 'a.txt': 'b\n' });
  const known = await captured(box, repo.root, { range: `${first}...` });
  assert.equal((await changedSince(...known)).changed, []);
  repo.write({ 'late.txt': 'x\n' });
  assert.equal((await changedSince(...known)).changed, ['late.txt']);
});

test('without a repository is compared file by file', async ({ box }) => {
  const folder = box.path('plain');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  const known = await captured(box, folder);
  assert.equal((await changedSince(...known)).changed, []);
  writeFileSync(join(folder, 'b.txt'), 'b\n');
  assert.equal((await changedSince(...known)).changed, ['b.txt']);
});

test('whose repository is gone is an error for a person, and not retried', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a\n' });
  const known = await captured(box, repo.root);
  renameSync(repo.gitDir, box.path('elsewhere.git'));
  const error = await changedSince(...known).catch((it: unknown) => it);
  assert.ok(error instanceof MusterError && error.class === 'user', String(error));
});

test.run();
