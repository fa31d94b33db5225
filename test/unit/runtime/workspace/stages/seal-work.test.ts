// What is committed of an executor's workplace in repositories of every kind: nothing that it wrote is lost in silence, and
// the commit is one that the project's own `git add` could have made.

import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { uncommitted } from '../../../../../runtime/workspace/handover/checkout-state.ts';
import { findProject } from '../../../../../runtime/workspace/project.ts';
import { besideFile, besideNow } from '../../../../../runtime/workspace/stages/beside.ts';
import { placeFor, restoreTree } from '../../../../../runtime/workspace/stages/place.ts';
import { sealWork } from '../../../../../runtime/workspace/stages/seal-work.ts';
import { capture } from '../checkout/checkout-fixture.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('sealing work');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const SEALS = fileURLToPath(new URL('../../../../fixtures/processes/seals-work.ts', import.meta.url));
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n';
const latin1 = (root: string, name: string): Buffer => Buffer.from(`${Buffer.from(`${root}/`).toString('latin1')}${name}`, 'latin1');

async function worked(box: Sandbox, repo: Repo, deeds: (place: string) => void, setup: (place: string) => void = () => {}) {
  const base = await capture(box, repo.root);
  const path = box.path('places', 'answer.1');
  await placeFor(base, path);
  setup(path);
  writeFileSync(besideFile(path), await besideNow(path));
  deeds(path);
  const { commit, tree, gitDir } = base;
  const work = { path, gitDir, from: { commit, tree }, ref: 'refs/runs/r-abcdef/stages/answer.1', message: 'Do it\n' };
  const sealed = await sealWork({ ...work, seconds: 1, never: [], fileBytes: 1_000_000 });
  const git = (...args: string[]): string =>
    execFileSync('git', [`--git-dir=${gitDir}`, ...args], { encoding: 'latin1', stdio: ['ignore', 'pipe', 'pipe'] });
  const told = sealed.changes.map(({ status, path: name }) => `${status} ${name}`);
  return { sealed, told, path, content: (name: string) => git('cat-file', 'blob', `${sealed.head.commit}:${name}`), git };
}

test('a folder that is a link now: its files are removed, and the link is there', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'lib/a.txt': 'a', 'kept.txt': 'kept' });
  const { sealed, told } = await worked(box, repo, (place) => {
    renameSync(join(place, 'lib'), join(place, 'src'));
    symlinkSync('src', join(place, 'lib'));
  });
  assert.equal(sealed.problems, []);
  assert.equal(told, ['A lib', 'D lib/a.txt', 'A src/a.txt']);
});

test('line endings are those of the project, so that nothing looks changed once it is checked out', async ({ box }) => {
  const repo = box.repo();
  const attributes = '* text=auto\n*.bat text eol=crlf\n*.txt text\n*.raw -text\n';
  repo.commit({ '.gitattributes': attributes, 'notes.txt': 'one\n', 'run.bat': 'a\r\n', 'old.raw': 'a\r\n' });
  const { sealed, told, content } = await worked(box, repo, (place) => {
    for (const [name, text] of Object.entries({
      'notes.txt': 'one\r\ntwo\r\n',
      'new.md': 'a\r\n',
      'new.bat': 'b\r\n',
      'new.raw': 'c\r\n',
      'run.bat': 'a\r\n',
    }))
      writeFileSync(join(place, name), text);
  });
  assert.equal(sealed.problems, []);
  assert.equal(told, ['A new.bat', 'A new.md', 'A new.raw', 'M notes.txt'], 'a file with other ends of lines only is unchanged');
  assert.equal(['notes.txt', 'new.md', 'new.bat', 'new.raw'].map(content), ['one\ntwo\n', 'a\n', 'b\n', 'c\r\n']);
  const copy = box.path('copy');
  execFileSync('git', ['clone', '-q', repo.root, copy], { stdio: 'ignore' });
  const theirs = box.at(copy);
  theirs.git('fetch', '-q', (await capture(box, repo.root)).gitDir, sealed.head.commit);
  theirs.git('checkout', '-q', 'FETCH_HEAD');
  theirs.git('update-index', '--really-refresh');
  assert.is(theirs.git('status', '--porcelain'), '');
});

test('a workplace has the line endings that people have, and an untouched file is unchanged', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'old.txt': 'a\r\nb\r\n', 'notes.txt': 'one\ntwo\n', 'big.txt': 'x\n'.repeat(600_000), 'kept.bin': 'a\n' });
  repo.commit({ '.gitattributes': '*.txt text eol=crlf\n' });
  const { sealed, told, path, content } = await worked(box, repo, (place) => {
    assert.equal(
      ['notes.txt', 'old.txt', 'kept.bin'].map((name) => readFileSync(join(place, name), 'utf8')),
      ['one\r\ntwo\r\n', 'a\r\nb\r\n', 'a\n'],
    );
    writeFileSync(join(place, 'new.txt'), 'n\r\n');
  });
  assert.equal([sealed.problems, told], [[], ['A new.txt']]);
  assert.is(content('new.txt'), 'n\n');
  writeFileSync(join(path, 'notes.txt'), 'changed by a command\n');
  await restoreTree(path);
  assert.is(readFileSync(join(path, 'notes.txt'), 'utf8'), 'one\r\ntwo\r\n');
});

test('files that need a filter are reported, unless the project has them already', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'big.bin': POINTER, 'a.sec': 'scrambled\n', 'other.txt': 'theirs\n' });
  repo.commit({ '.gitattributes': '*.bin filter=lfs -text\n*.sec filter=crypt\n' });
  for (const name of ['lfs', 'crypt']) {
    repo.git('config', `filter.${name}.required`, 'true');
    for (const it of ['clean', 'smudge']) repo.git('config', `filter.${name}.${it}`, 'no-such-program %f');
  }
  const { sealed, told } = await worked(box, repo, (place) => {
    writeFileSync(join(place, 'moved.bin'), POINTER);
    rmSync(join(place, 'big.bin'));
    writeFileSync(join(place, 'raw.bin'), 'not a pointer');
    writeFileSync(join(place, 'a.sec'), 'in plain words\n');
    symlinkSync('moved.bin', join(place, 'link.bin'));
  });
  assert.equal(sealed.problems.sort(), [
    'a.sec goes through the filter crypt, a program that is not run.',
    'raw.bin goes through the filter lfs, a program that is not run.',
  ]);
  assert.ok(told.includes('A moved.bin') && told.includes('D big.bin'), told.join());

  // A filter that cannot run keeps nobody from work on other files.
  writeFileSync(join(repo.root, 'a.sec'), 'touched\n');
  repo.write({ 'other.txt': 'mine\n' });
  const project = await findProject(repo.root);
  assert.is(project.kind, 'git');
  if (project.kind === 'git') assert.equal(await uncommitted(project, ['other.txt', 'no.txt']), ['other.txt']);
});

test('a submodule: files written into it are reported, and its removal or replacement is committed', async ({ box }) => {
  const repo = box.repo();
  const lib = box.repo('lib');
  lib.commit({ 'lib.txt': 'x\n' });
  for (const name of ['filled', 'gone', 'kept', 'replaced', 'set-up'])
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', lib.root, name);
  repo.commit();
  const { sealed, told, git } = await worked(
    box,
    repo,
    (place) => {
      writeFileSync(join(place, 'filled', 'new.txt'), 'lost\n');
      rmdirSync(join(place, 'gone'));
      rmdirSync(join(place, 'replaced'));
      writeFileSync(join(place, 'replaced'), 'a file\n');
    },
    (place) => writeFileSync(join(place, 'set-up', 'lib.txt'), 'x\n'),
  );
  assert.equal(sealed.problems, ['filled is a submodule: what is written into it would be lost.']);
  assert.equal(told, ['D gone', 'T replaced']);
  assert.match(git('ls-tree', sealed.head.commit, 'kept'), /^160000 commit/);
});

test('names that are not UTF-8, and links that lead out: replaced by files, added, and left alone', async ({ box }) => {
  const repo = box.repo();
  repo.write({ 'a.txt': 'a\n' });
  symlinkSync('/etc/hosts', latin1(repo.root, 'out-\xe9'));
  symlinkSync('a.txt', latin1(repo.root, 'in-\xe9'));
  symlinkSync('/etc/hosts', join(repo.root, 'hosts'));
  symlinkSync('/etc/passwd', join(repo.root, 'passwd'));
  repo.commit();
  const { sealed, path, git } = await worked(box, repo, (place) => {
    assert.not(lstatSync(latin1(place, 'out-\xe9'), { throwIfNoEntry: false }));
    assert.ok(lstatSync(latin1(place, 'in-\xe9')).isSymbolicLink());
    writeFileSync(join(place, 'hosts'), 'a file now\n');
    symlinkSync('/etc/shadow', latin1(place, 'new-\xfc'));
    mkdirSync(join(place, 'deep'));
    writeFileSync(latin1(place, 'deep/\xfc'), 'new\n');
  });
  assert.ok(path);
  assert.equal(sealed.problems, ['new-\ufffd is a link that leads out of the project.']);
  const rows = git('ls-tree', '-r', '-z', '--name-only', sealed.head.commit).split('\0').slice(0, -1);
  assert.equal(rows, ['a.txt', 'deep/\xfc', 'hosts', 'in-\xe9', 'out-\xe9', 'passwd']);
  assert.is(git('cat-file', 'blob', `${sealed.head.commit}:hosts`), 'a file now\n');
  assert.match(git('ls-tree', sealed.head.commit, 'passwd'), /^120000/);
});

test('a folder that cannot be read is named, because what was changed in it would be lost', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'lib/a.txt': 'a\n', 'deep/er/b.txt': 'b\n', 'answer.txt': '41\n', 'open/c.txt': 'c\n' });
  const base = await capture(box, repo.root);
  const path = box.path('places', 'answer.1');
  await placeFor(base, path);
  writeFileSync(besideFile(path), await besideNow(path));
  writeFileSync(join(path, 'answer.txt'), '42\n');
  writeFileSync(join(path, 'lib/a.txt'), 'lost\n');
  mkdirSync(join(path, 'fresh'));
  writeFileSync(join(path, 'fresh/new.txt'), 'lost\n');
  const closed = [join(path, 'lib'), join(path, 'deep'), join(path, 'fresh')];
  chmodSync(join(path, 'lib'), 0o600);
  chmodSync(join(path, 'deep'), 0o000);
  chmodSync(join(path, 'fresh'), 0o000);
  const { commit, tree, gitDir } = base;
  const work = { path, gitDir, from: { commit, tree }, ref: 'refs/runs/r-abcdef/stages/answer.1', message: 'Do it\n', seconds: 1 };
  // Root may look everywhere, until that is taken from it.
  const obeying = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
  const [program = '', ...args] = [...obeying, process.execPath, SEALS, JSON.stringify({ ...work, never: [], fileBytes: 1_000_000 })];
  try {
    const told = JSON.parse(execFileSync(program, args, { encoding: 'utf8' })) as { problems: string[]; changed: string[] };
    assert.equal(
      told.problems.sort(),
      ['deep', 'fresh', 'lib'].map((it) => `${it} is a folder that cannot be read.`),
    );
    assert.equal(told.changed, ['answer.txt']);
  } finally {
    for (const folder of closed) chmodSync(folder, 0o700);
  }
});

test.run();
