// Bases live in the home: the project is not written to, and nothing that happens to it takes a base away.

import { execFile } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import type { Base } from '../../../../contracts/run/base.ts';
import { type CaptureRequest, captureBase, captureBriefly } from '../../../../runtime/workspace/capture/capture.ts';
import { type Repo, type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox }>('bases in the home');

test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const LIMITS = { fileBytes: 100_000, copyBytes: 1_000_000 };
const asked = (box: Sandbox, project: string, more: Partial<CaptureRequest> = {}): CaptureRequest => ({
  project,
  base: 'worktree',
  scope: [],
  scratch: box.path('scratch'),
  limits: LIMITS,
  ...more,
});
const capture = (box: Sandbox, project: string, more: Partial<CaptureRequest> = {}, run = 'r-abcdef', bases = box.path('home', 'bases')) =>
  captureBase(asked(box, project, more), { bases, run });

/** A project with two commits, one of them packed, and changes that are not committed. */
function shop(box: Sandbox, name = 'shop'): Repo {
  const repo = box.repo(name);
  repo.commit({ 'a.txt': 'one\n', 'gone.txt': 'gone\n' });
  repo.git('gc', '--quiet');
  rmSync(join(repo.root, 'gone.txt'));
  repo.commit({ 'a.txt': 'two\n' });
  repo.write({ 'a.txt': 'three\n', 'new.txt': 'new\n' });
  return repo;
}

function contentOf(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).map((it) => join(it.parentPath, it.name));
  return Object.fromEntries(
    files.sort().map((path) => [relative(root, path), statSync(path).isDirectory() ? 'folder' : readFileSync(path, 'hex')]),
  );
}

/** Whole: every object of the base and its history is there and is what its name says. */
function assertWhole(box: Sandbox, base: Base, commits: number, name?: string): void {
  const held = box.at(base.gitDir);
  held.git('fsck', '--full', '--strict', base.commit);
  assert.is(held.git('log', '--format=%H', base.commit).split('\n').length, commits, name);
  assert.not.ok(existsSync(join(base.gitDir, 'objects', 'info', 'alternates')), name);
}

const messageOf = (work: Promise<unknown>): Promise<MusterError> =>
  work.then(
    () => assert.unreachable('it was not refused') as never,
    (error: unknown) => (error instanceof MusterError ? error : Promise.reject(error)),
  );

test('leave the project byte for byte as it was, and nothing to be pushed', async ({ box }) => {
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

test('stay whole when the project collects its garbage, moves, and is deleted', async ({ box }) => {
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

test('cost no bytes of their own for what the project has', async ({ box }) => {
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

test('are whole while the project is packed again under our hands', async ({ box }) => {
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

test('are made from repositories that borrow their objects, and stay when the lender is gone', async ({ box }) => {
  const lender = shop(box, 'the "lender"');
  lender.git('clone', '--quiet', '--shared', lender.root, '../borrower');
  lender.git('clone', '--quiet', '--shared', box.path('borrower'), '../again');
  const base = await capture(box, box.path('again'));
  rmSync(lender.root, { recursive: true });
  assertWhole(box, base, 2);
});

test('of a shallow clone end where it ended, also after it got more or other history', async ({ box }) => {
  const upstream = shop(box, 'upstream');
  upstream.git('clone', '--quiet', '--depth=1', `file://${upstream.root}`, '../clone');
  const clone = box.at(box.path('clone'));
  const first = await capture(box, clone.root);
  assertWhole(box, first, 1);
  upstream.commit({ 'a.txt': 'four\n' });
  upstream.commit({ 'a.txt': 'five\n' });
  clone.git('fetch', '--quiet', '--depth=1', 'origin');
  clone.git('reset', '--quiet', '--hard', 'origin/main');
  const second = await capture(box, clone.root, {}, 'r-bcdefg');
  for (const base of [first, second]) assertWhole(box, base, 1);
  clone.git('fetch', '--quiet', '--unshallow', 'origin');
  assertWhole(box, await capture(box, clone.root, {}, 'r-cdefgh'), 4);
  assertWhole(box, first, 2);
});

test('of a partial clone are refused while something is missing, with the fetch that brings it', async ({ box }) => {
  const upstream = shop(box, 'upstream');
  upstream.git('config', 'uploadpack.allowFilter', 'true');
  for (const filter of ['blob:none', 'tree:0']) {
    const root = box.path(filter.replace(':', '-'));
    upstream.git('clone', '--quiet', '--no-checkout', `--filter=${filter}`, `file://${upstream.root}`, root);
    const before = contentOf(join(root, '.git'));
    for (const work of [
      () => capture(box, root),
      () => capture(box, root, { range: 'HEAD^..HEAD' }),
      () => captureBriefly({ ...asked(box, root), bases: box.path('home', 'bases') }),
    ]) {
      const { code, message, hint } = await messageOf(work());
      assert.is(code, 'project-refused');
      assert.match(message, /partial clone, and \w+ objects? /);
      const command = /(git -C .* fetch .*)$/.exec(hint)?.[1] ?? '';
      assert.match(command, /--refetch --no-filter origin$/);
    }
    assert.equal(contentOf(join(root, '.git')), before);
    box.at(root).git('fetch', '--quiet', '--refetch', '--no-filter', 'origin');
    box.at(root).git('checkout', '--quiet', 'main');
    assertWhole(box, await capture(box, root), 2, filter);
  }
});

test('are copied where a file cannot have two names, with their history and nothing else', async ({ box }) => {
  const elsewhere = '/dev/shm';
  const isOther = existsSync(elsewhere) && statSync(elsewhere).dev !== statSync(tmpdir()).dev;
  // Where there is no second file system, the files of somebody else do as well: nobody else may name them.
  const home = mkdtempSync(join(isOther ? elsewhere : box.folder, 'muster-test-'));
  try {
    const repo = shop(box);
    repo.git('branch', 'unwanted', repo.git('commit-tree', '-m', 'x', repo.git('mktree', '--missing')));
    const bytes = contentOf(repo.gitDir);
    const bases = join(home, 'bases');
    const first = await capture(box, repo.root, {}, 'r-aaaaaa', bases);
    const second = await capture(box, repo.root, { range: 'HEAD^...' }, 'r-bbbbbb', bases);
    assert.equal(contentOf(repo.gitDir), bytes);
    if (isOther) assert.throws(() => box.at(first.gitDir).git('cat-file', '-e', repo.git('rev-parse', 'unwanted')));
    const packs = () => readdirSync(join(first.gitDir, 'objects', 'pack')).filter((it) => it.endsWith('.pack')).length;
    const before = packs();
    await capture(box, repo.root, {}, 'r-cccccc', bases);
    assert.is(packs(), before, 'what is there is not copied again');
    rmSync(repo.root, { recursive: true });
    for (const base of [first, second]) assertWhole(box, base, 3);
    assert.equal(readdirSync(box.path('scratch')), []);
  } finally {
    rmSync(home, { recursive: true });
  }
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

test('are kept by refs that git reads, whatever an interrupted capture left behind', async ({ box }) => {
  const repo = shop(box);
  const first = await capture(box, repo.root, {}, 'r-first2');
  const held = box.at(first.gitDir);
  mkdirSync(join(first.gitDir, 'refs', 'runs', 'r-second.lock'));
  writeFileSync(join(first.gitDir, 'refs', 'runs', 'r-second.lock', 'from'), 'torn');
  const second = await capture(box, repo.root, { range: 'HEAD^..' }, 'r-second');
  const from = repo.git('rev-parse', 'HEAD^');
  const refs = (run: string) => held.git('for-each-ref', '--format=%(refname) %(objectname)', `refs/runs/${run}/`);
  assert.is(refs('r-first2'), `refs/runs/r-first2/base ${first.commit}`);
  assert.is(refs('r-second'), `refs/runs/r-second/base ${second.commit}\nrefs/runs/r-second/from ${from}`);
  // Captured again, after a crash before it was journaled: the refs are those of the last time.
  held.git('pack-refs', '--all');
  await capture(box, repo.root, { base: 'HEAD' }, 'r-second');
  assert.is(refs('r-second'), `refs/runs/r-second/base ${repo.git('rev-parse', 'HEAD')}`);
  held.git('fsck', '--full', '--strict');
});

test('take over what was once kept in the project itself', async ({ box }) => {
  const repo = shop(box);
  const [head, first] = [repo.git('rev-parse', 'HEAD'), repo.git('rev-parse', 'HEAD^')];
  const old = repo.git('commit-tree', '-p', head, '-m', 'an old capture', `${head}^{tree}`);
  for (const [ref, commit] of [
    ['base/r-oldold', old],
    ['from/r-oldold', first],
    ['base/r-other2', head],
  ] as const)
    repo.git('update-ref', `refs/muster/${ref}`, commit);
  repo.git('pack-refs', '--all');
  repo.git('update-ref', 'refs/muster/base/r-loose2', old);
  const { gitDir } = await capture(box, repo.root);
  assert.is(repo.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main');
  assert.not.ok(existsSync(join(repo.gitDir, 'refs', 'muster')));
  const held = box.at(gitDir);
  assert.is(held.git('rev-parse', 'refs/runs/r-oldold/base'), old);
  assert.is(held.git('rev-parse', 'refs/runs/r-oldold/from'), first);
  assert.is(held.git('rev-parse', 'refs/runs/r-loose2/base'), old);
  repo.git('gc', '--quiet', '--prune=now');
  held.git('fsck', '--full');
});

test.run();
