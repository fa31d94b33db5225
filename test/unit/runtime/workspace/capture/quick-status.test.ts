// One `git status` says of a checkout what three programs say of it: each state is captured twice, the second time with an index in a
// form that is not read at once.

import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseStatus, quickStatus } from '../../../../../runtime/workspace/capture/quick-status.ts';
import { git } from '../../../../../runtime/workspace/git/git.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';
import { capture, reasons } from './capture-fixture.ts';

const test = suite<{ box: Sandbox }>('seen at once');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

const STATES: Record<string, (repo: Repo) => void> = {
  'as it was committed': () => undefined,
  'touched': (repo) => utimesSync(join(repo.root, 'a.txt'), 1_000, 1_000),
  'written again with the same content': (repo) => repo.write({ 'a.txt': 'a' }),
  'changed': (repo) => repo.write({ 'a.txt': 'other' }),
  'changed and staged': (repo) => {
    repo.write({ 'a.txt': 'other' });
    repo.git('add', '-A');
  },
  'staged, and changed back on disk': (repo) => {
    repo.write({ 'a.txt': 'other' });
    repo.git('add', '-A');
    repo.write({ 'a.txt': 'a' });
  },
  'with a new file': (repo) => repo.write({ 'new ñ.txt': 'n', 'deep/new.txt': 'n', '.env': 'KEY=1' }),
  'with a new file that is ignored': (repo) => {
    repo.write({ 'ignored.log': 'n' });
    writeFileSync(join(repo.root, '.git', 'info', 'exclude'), '*.log\n');
  },
  'with a new file that is staged, and gone from the disk': (repo) => {
    repo.write({ 'b.txt': 'b' });
    repo.git('add', '-A');
    unlinkSync(join(repo.root, 'b.txt'));
  },
  'with a file less': (repo) => unlinkSync(join(repo.root, 'a.txt')),
  'with a file less in the index': (repo) => repo.git('rm', '--quiet', '--cached', 'a.txt'),
  'moved': (repo) => repo.git('mv', 'a.txt', 'moved.txt'),
  'of another mode': (repo) => chmodSync(join(repo.root, 'a.txt'), 0o755),
  'of another type': (repo) => {
    unlinkSync(join(repo.root, 'a.txt'));
    symlinkSync('deep/b.txt', join(repo.root, 'a.txt'));
  },
  'with a folder in place of a file': (repo) => {
    unlinkSync(join(repo.root, 'a.txt'));
    mkdirSync(join(repo.root, 'a.txt'));
    writeFileSync(join(repo.root, 'a.txt', 'in.txt'), 'in');
  },
  'with a repository inside': (repo) => {
    repo.git('init', '--quiet', 'nested');
    writeFileSync(join(repo.root, 'nested', 'n.txt'), 'n');
  },
  'with files of ours': (repo) => repo.write({ '.muster/config.yaml': 'workers: 1', 'b.txt': 'b' }),
  'with what the user does not want to see of it': (repo) => {
    repo.git('config', 'status.showUntrackedFiles', 'no');
    repo.git('config', 'status.renames', 'true');
    repo.git('config', 'status.branch', 'true');
    repo.git('config', 'status.showStash', 'true');
    repo.write({ 'b.txt': 'b', 'a.txt': 'other' });
  },
};

for (const [name, make] of Object.entries(STATES)) {
  test(`of a checkout ${name}`, async ({ box }) => {
    const repo = box.repo();
    repo.commit({ 'a.txt': 'a', 'deep/b.txt': 'b' });
    make(repo);
    const index = join(repo.root, '.git', 'index');
    assert.is(readFileSync(index).readUInt32BE(4), 2);
    const atOnce = await capture(box, repo.root, {}, 'r-aaaaaa');
    repo.git('update-index', '--index-version', '4');
    assert.is(await atOnceIn(repo), undefined);
    const inParts = await capture(box, repo.root, {}, 'r-bbbbbb');
    assert.is(atOnce.commit, inParts.commit);
    assert.is(atOnce.uncommitted, inParts.uncommitted);
    assert.equal(reasons(atOnce), reasons(inParts));
  });
}

test('needs no second process if nothing is uncommon', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', 'deep/b.txt': 'b' });
  repo.write({ 'b.txt': 'b', 'a.txt': 'other' });
  repo.git('add', 'a.txt');
  const seen = await atOnceIn(repo);
  assert.equal(seen, { marked: [], changed: new Map(), untracked: ['b.txt'], staged: true });
});

test('leaves out an index with marks, with our own files, in conflict, or of another format', async ({ box }) => {
  const repo = box.repo();
  const first = repo.commit({ 'a.txt': 'a', 'b.txt': 'b' });
  repo.git('update-index', '--assume-unchanged', 'a.txt');
  assert.is(await atOnceIn(repo), undefined);
  repo.git('update-index', '--no-assume-unchanged', 'a.txt');
  assert.ok(await atOnceIn(repo));
  repo.git('update-index', '--skip-worktree', 'a.txt');
  assert.is(await atOnceIn(repo), undefined);
  repo.git('update-index', '--no-skip-worktree', 'a.txt');
  repo.write({ '.muster/config.yaml': 'a' });
  repo.git('add', '-f', '.muster/config.yaml');
  assert.is(await atOnceIn(repo), undefined);
  repo.git('rm', '--quiet', '--cached', '.muster/config.yaml');
  assert.ok(await atOnceIn(repo));
  repo.git('checkout', '--quiet', '-b', 'other');
  repo.commit({ 'a.txt': 'one' });
  repo.git('checkout', '--quiet', '-B', 'third', first);
  repo.commit({ 'a.txt': 'two' });
  assert.throws(() => repo.git('merge', '--quiet', 'other'));
  assert.is(await atOnceIn(repo), undefined);
  rmSync(join(repo.root, '.git', 'index'));
  assert.is(await atOnceIn(repo), undefined);
});

test('leaves out a checkout whose HEAD has moved, because the index may belong to that', async ({ box }) => {
  const repo = box.repo();
  const first = repo.commit({ 'a.txt': 'a' });
  repo.commit({ 'a.txt': 'b' });
  assert.is(await atOnceIn(repo, first), undefined);
});

test('leaves out a submodule that differs from the index', () => {
  const hash = 'a'.repeat(40);
  const lines = (modes: string) => [`# branch.oid ${hash}`, '# branch.head main', `1 .M SC.. ${modes} ${hash} ${hash} sub`];
  assert.is(parseStatus(lines('160000 160000 160000'), hash), undefined);
  assert.equal(parseStatus(lines('100644 100644 100644'), hash)?.changed, new Map([['sub', 'M']]));
  assert.is(parseStatus([`# branch.oid ${hash}`, '! ignored.txt'], hash), undefined);
});

async function atOnceIn(repo: Repo, head?: string) {
  const index = join(repo.root, '.git', 'index');
  const place = { gitDir: repo.gitDir, workTree: repo.root };
  const at = head ?? (await git(place, ['rev-parse', 'HEAD'])).stdout.toString().trim();
  return quickStatus(place, at, index, { config: [], env: { GIT_INDEX_FILE: index }, signal: undefined });
}

test.run();
