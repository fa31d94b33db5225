// What is read from the files of a repository is what git says of it, or nothing: then git is asked.

import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isUnsetByUser, plainConfig } from '../../../../../runtime/workspace/git/plain-config.ts';
import { branchIn, plainRepository } from '../../../../../runtime/workspace/plain-repository.ts';
import { findProject } from '../../../../../runtime/workspace/project.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('a plain repository');

test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const write = (repo: Repo, name: string, text: string) => writeFileSync(join(repo.gitDir, name), text);
const nothing = () => undefined;

const STATES: [what: string, isPlain: boolean, make: (repo: Repo) => unknown][] = [
  ['it is as git makes it', true, nothing],
  ['its refs are packed', true, (repo) => repo.git('pack-refs', '--all')],
  ['a branch was packed and has gone on', true, (repo) => [repo.git('pack-refs', '--all'), repo.commit({ 'b.txt': 'b' })]],
  ['it has a remote, and a branch that follows it', true, (repo) => repo.git('remote', 'add', 'origin', '/nowhere/else.git')],
  ['its branch has a folder', true, (repo) => repo.git('checkout', '-q', '-b', 'feature/one')],
  ['its hooks are elsewhere', true, (repo) => repo.git('config', 'core.hooksPath', '.husky')],
  ['its newest commit is a merge', true, merge],
  ['its objects are in a pack', true, (repo) => repo.git('gc', '-q')],
  ['its objects are in one of several packs', true, severalPacks],
  ['its newest commit is long', true, (repo) => [repo.commit({}, 'long '.repeat(10_000)), repo.git('gc', '-q')]],
  ['its newest commit is very long', false, (repo) => [repo.commit({}, 'long '.repeat(20_000)), repo.git('gc', '-q')]],
  ['a pack has its newest commit as a difference', false, asDifference],
  [
    'a folder stands where its branch would, which is packed',
    false,
    (repo) => {
      const branch = repo.git('symbolic-ref', 'HEAD');
      repo.git('pack-refs', '--all');
      mkdirSync(join(repo.gitDir, branch));
    },
  ],
  ['no branch is checked out', false, (repo) => repo.git('checkout', '-q', '--detach')],
  ['the name of its branch is strange', false, (repo) => repo.git('checkout', '-q', '-b', 'ümlaut')],
  ['its config includes another', false, (repo) => repo.git('config', 'include.path', 'other')],
  ['it has settings for each worktree', false, (repo) => repo.git('config', 'extensions.worktreeConfig', 'true')],
  ['its files are elsewhere', false, (repo) => repo.git('config', 'core.worktree', repo.root)],
  ['its HEAD is a link', false, headAsLink],
];

for (const [what, isPlain, make] of STATES) {
  test(`is as git says when ${what}`, async ({ box }) => {
    const repo = box.repo();
    repo.commit({ 'a.txt': 'a' });
    make(repo);
    const plain = plainRepository(repo.root);
    assert.is(plain !== undefined, isPlain);
    const [head, tree, seconds] = repo.git('log', '-1', '--format=%H %T %ct').split(' ');
    const ways = ['objects', 'index', 'shallow'].flatMap((it) => ['--git-path', it]);
    const paths = repo.git('rev-parse', '--path-format=absolute', '--absolute-git-dir', '--git-common-dir', ...ways).split('\n');
    const format = repo.git('rev-parse', '--show-object-format');
    const found = await findProject(repo.root);
    assert.ok(found.kind === 'git');
    for (const it of [found, ...(plain ? [plain] : [])]) {
      const { root, gitDir, commonDir, objects, index, shallow } = it;
      assert.equal(
        { root, format: it.format, head: it.head, headIs: it.headIs },
        { root: repo.root, format, head, headIs: { tree, seconds } },
      );
      assert.equal([gitDir, commonDir, objects, index, shallow], paths);
    }
  });
}

test('knows a commit once git was asked for it, until packs are added or removed', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  asDifference(repo);
  assert.is(plainRepository(repo.root), undefined);
  const asked = await findProject(repo.root);
  assert.equal(asked, { kind: 'git', ...plainRepository(repo.root) });
  writeFileSync(join(repo.gitDir, 'objects', 'pack', 'another'), '');
  assert.is(plainRepository(repo.root), undefined);
});

test('trusts no pack that is damaged', ({ box }) => {
  const repo = box.repo();
  for (let n = 0; n < 40; n++) repo.commit({ 'a.txt': `${n}` });
  repo.git('gc', '-q');
  const whole = plainRepository(repo.root);
  assert.ok(whole);
  const folder = join(repo.gitDir, 'objects', 'pack');
  for (const name of readdirSync(folder).filter((it) => /\.(idx|pack)$/.test(it))) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 200)) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 0xff;
      rmSync(path, { force: true });
      writeFileSync(path, other);
      const found = plainRepository(repo.root);
      assert.ok(found === undefined || found.headIs.tree === whole.headIs.tree, `${name} at ${at}`);
    }
    rmSync(path, { force: true });
    for (const length of [0, 7, 500, 1040, bytes.length - 21]) {
      writeFileSync(path, bytes.subarray(0, length));
      const found = plainRepository(repo.root);
      assert.ok(found === undefined || found.headIs.tree === whole.headIs.tree, `${length} bytes of ${name}`);
    }
    writeFileSync(path, bytes);
  }
  assert.equal(plainRepository(repo.root), whole);
});

test('trusts no object that does not match its name', ({ box }) => {
  const repo = box.repo();
  const [one, other] = [repo.commit({ 'a.txt': 'a' }), repo.commit({ 'a.txt': 'b' })];
  const at = (commit: string) => join(repo.gitDir, 'objects', commit.slice(0, 2), commit.slice(2));
  const bytes = readFileSync(at(one));
  rmSync(at(other), { force: true });
  writeFileSync(at(other), bytes);
  assert.is(plainRepository(repo.root), undefined);
});

test('has no branch with a name that git would refuse', ({ box }) => {
  mkdirSync(box.path('odd'));
  for (const name of ['a/../../b', 'a//b', 'a.lock', 'a/.b', 'a/', 'a..b']) {
    writeFileSync(box.path('odd', 'HEAD'), `ref: refs/heads/${name}\n`);
    assert.is(branchIn(box.path('odd')), undefined, name);
  }
  writeFileSync(box.path('odd', 'HEAD'), 'ref: refs/heads/a.b-c/d_e\n');
  assert.is(branchIn(box.path('odd')), 'refs/heads/a.b-c/d_e');
});

test('has a config that is read only if every line of it is plain', () => {
  const text =
    '# a comment\n[core]\n\tbare = false\n[remote "origin"]\n\turl = git@example.org:a/b.git\n\tFetch = +refs/heads/*:refs/remotes/origin/*\n';
  const found = plainConfig(text);
  assert.is(found?.get('core.bare'), 'false');
  assert.is(found?.get('remote.fetch'), '+refs/heads/*:refs/remotes/origin/*');
  for (const more of [
    '[include]',
    '[includeIf "gitdir:/x"]',
    '[a.b]',
    '[a "b\\"c"]',
    '[core]\n\tbare',
    '\tx = "y"',
    '\tx = y \\',
    '\tx = y # z',
    'x',
  ])
    assert.is(plainConfig(`${text}${more}\n`), undefined, more);
});

test('is left to git if user settings apply that only git can evaluate', ({ box }) => {
  const env = { HOME: box.folder };
  const ignores = () => isUnsetByUser('core.excludesFile', env);
  assert.ok(ignores());
  writeFileSync(box.path('.gitconfig'), '[user]\n\tname = "Ada"\n');
  assert.ok(ignores());
  for (const more of ['[core]\n\tExcludesFile = ~/.ignore\n', '[include]\n\tpath = x\n']) {
    writeFileSync(box.path('.gitconfig'), more);
    assert.not.ok(ignores(), more);
  }
  rmSync(box.path('.gitconfig'));
  mkdirSync(box.path('.config', 'git'), { recursive: true });
  appendFileSync(box.path('.config', 'git', 'config'), '[core]\n\texcludesfile = /x\n');
  assert.not.ok(ignores());
  assert.ok(isUnsetByUser('core.excludesFile', { HOME: box.folder, XDG_CONFIG_HOME: box.path('other') }));
  assert.not.ok(isUnsetByUser('core.excludesFile', {}));
});

function merge(repo: Repo): void {
  repo.git('checkout', '-q', '-b', 'other');
  repo.commit({ 'b.txt': 'b' });
  repo.git('checkout', '-q', 'main');
  repo.commit({ 'c.txt': 'c' });
  repo.git('merge', '-q', '--no-edit', 'other');
}

function severalPacks(repo: Repo): void {
  for (const text of ['b', 'c', 'd']) {
    repo.commit({ 'a.txt': text });
    repo.git('repack', '-d', '-q');
  }
  repo.git('reset', '-q', '--hard', 'HEAD~1');
}

/** Makes similar commits, because git stores all but one of such commits as differences. */
function asDifference(repo: Repo): void {
  const alike = Array.from({ length: 300 }, (_, n) => `line ${n} ${(n * 7919) % 1000}`).join('\n');
  const commits = Array.from({ length: 4 }, (_, n) => repo.commit({}, `${alike}\n${n}`));
  repo.git('repack', '-a', '-d', '-f', '-q');
  const [pack = ''] = readdirSync(join(repo.gitDir, 'objects', 'pack')).filter((it) => it.endsWith('.idx'));
  const rows = repo.git('verify-pack', '-v', join(repo.gitDir, 'objects', 'pack', pack)).split('\n');
  // A row of a difference also has its depth and what it differs from.
  const other = commits.find((commit) => rows.some((row) => row.startsWith(commit) && row.split(/\s+/).length === 7));
  assert.ok(other);
  repo.git('reset', '-q', '--hard', other);
}

function headAsLink(repo: Repo): void {
  rmSync(join(repo.gitDir, 'HEAD'));
  write(repo, 'other-head', 'ref: refs/heads/main\n');
  // The form that git once had, and still reads.
  symlinkSync('refs/heads/main', join(repo.gitDir, 'HEAD'));
}

test.run();
