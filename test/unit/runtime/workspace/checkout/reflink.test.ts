// Checkouts that share their blocks: on a real file system with reflinks, where one can be mounted.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSteps } from '../../../../../runtime/steps.ts';
import { checkoutFor, violationIn } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { cloneFiles } from '../../../../../runtime/workspace/checkout/reflink/clone-files.ts';
import { closeIndex, entriesOf, isAllPlain } from '../../../../../runtime/workspace/checkout/reflink/index-file.ts';
import { KINDS, ownDisk } from '../own-disk.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';
import { capture, seated } from './checkout-fixture.ts';

const MiB = 1024 * 1024;

const pure = suite<{ box: Sandbox }>('the index of git');
pure.before.each((context) => {
  context.box = sandbox();
});
pure.after.each(({ box }) => box.remove());

for (const [format, width] of [
  ['sha1', 20],
  ['sha256', 32],
] as const) {
  pure(`is read like git does, with ${format} names`, ({ box }) => {
    const repo = box.at(box.path('plain'));
    repo.write({ 'a.txt': 'a', [`deep/${'long/'.repeat(40)}b.txt`]: 'b', 'näme\nline': 'n' });
    repo.git('init', '--quiet', `--object-format=${format}`);
    chmodSync(join(repo.root, 'a.txt'), 0o755);
    repo.git('add', '--all');
    const index = readFileSync(join(repo.gitDir, 'index'));
    const said = repo.git('ls-files', '--stage', '-z').split('\0').slice(0, -1);
    const read = (entriesOf(index, width) ?? []).map((it) => `${it.mode.toString(8)} ${it.content.toString('hex')} 0\t${it.path}`);
    assert.equal(read, said);
    const before = Buffer.from(index);
    index.fill(0, index.length - width);
    closeIndex(index, width);
    assert.ok(index.equals(before), 'its digest is the one that git wrote');
  });
}

const areAllPlain = (index: Buffer): boolean => runSteps(isAllPlain(index, '.muster'));

pure('is left alone if it has another format', ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  const index = readFileSync(join(repo.gitDir, 'index'));
  assert.ok(entriesOf(index, 20));
  assert.ok(areAllPlain(index));
  for (const way of [['--index-version', '4'], ['--index-version', '2'], ['--split-index']]) {
    repo.git('update-index', ...way);
    const now = readFileSync(join(repo.gitDir, 'index'));
    assert.is(entriesOf(now, 20) !== undefined, way[1] === '2');
    assert.is(areAllPlain(now), way[1] === '2');
  }
  for (const cut of [0, 11, 40, index.length - 21]) {
    assert.is(entriesOf(index.subarray(0, cut), 20), undefined);
    assert.is(areAllPlain(index.subarray(0, cut)), false);
  }
});

pure('is known to have nothing but plain entries, whatever their names', ({ box }) => {
  const repo = box.repo();
  const index = () => readFileSync(join(repo.gitDir, 'index'));
  for (let length = 1; length <= 20; length++) {
    const name = 'n'.repeat(length);
    repo.write({ [name]: '' });
    repo.git('add', '--all');
    assert.ok(areAllPlain(index()), name);
    repo.git('update-index', '--assume-unchanged', name);
    assert.not.ok(areAllPlain(index()), name);
    repo.git('update-index', '--no-assume-unchanged', name);
    repo.git('update-index', '--skip-worktree', name);
    assert.not.ok(areAllPlain(index()), name);
    repo.git('update-index', '--no-skip-worktree', name);
  }
  repo.write({ '.muster': '' });
  repo.git('add', '--all');
  assert.not.ok(areAllPlain(index()));
});

pure.run();

for (const kind of KINDS) {
  const disk = ownDisk(kind);
  if ('cannot' in disk) {
    process.stderr.write(`\nNOT TRIED: reflinks on ${kind}, which cannot be made and mounted here (${disk.cannot})\n`);
    continue;
  }
  const test = suite<{ box: Sandbox }>(`checkouts on ${kind}`);
  test.before.each((context) => {
    context.box = sandbox(disk.folder);
  });
  test.after.each(({ box }) => box.remove());
  test.after(() => disk.remove());

  test('store their blocks once, and are clean without being read', async ({ box }) => {
    const repo = box.repo();
    repo.write({ 'big.bin': Buffer.alloc(24 * MiB, 'noise'), 'run.sh': 'exit', 'deep/näme\nline': 'n', 'in/a.txt': 'a' });
    chmodSync(join(repo.root, 'run.sh'), 0o755);
    // Written after the large one, which then is older than the seal by more than the kernel's clock can tell.
    repo.write(Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`more/${n}.txt`, `${n}`])));
    symlinkSync('in/a.txt', join(repo.root, 'link'));
    symlinkSync('/etc', join(repo.root, 'out'));
    repo.commit();
    const base = await capture(box, repo.root, 'HEAD');
    const [first, second] = [box.path('places', 'one'), box.path('places', 'two')];
    await checkoutFor({ base, path: first });
    const before = disk.used();
    await checkoutFor({ base, path: second });
    const more = disk.used() - before;
    assert.ok(more < 4 * MiB, `a second checkout of 24 MiB took ${more} bytes`);
    assert.equal(readFileSync(join(second, 'big.bin')), readFileSync(join(repo.root, 'big.bin')));
    assert.is(statSync(join(second, 'run.sh')).mode & 0o777, statSync(join(first, 'run.sh')).mode & 0o777);
    assert.ok(lstatSync(join(second, 'link')).isSymbolicLink());
    assert.equal(readdirSync(second).sort(), readdirSync(first).sort());
    // `diff-files` compares states only, and says of every file whose state does not match that it may have changed.
    for (const gitDir of [join(second, '.git'), `${second}.seal`])
      assert.is(execFileSync('git', [`--git-dir=${gitDir}`, `--work-tree=${second}`, 'diff-files'], { cwd: second, encoding: 'utf8' }), '');
    assert.is(box.at(second).git('status', '--porcelain'), box.at(first).git('status', '--porcelain'));
    assert.is(await violationIn(second), undefined);
  });

  test('copy nothing that a worker changed in the earlier one', async ({ box }) => {
    const files = Object.fromEntries(
      ['same', 'forged', 'pipe', 'moved', 'dir/file', 'gone', 'mode'].map((it) => [it, `${it} of the base`]),
    );
    const { base, path } = await seated(box, files);
    const at = (name: string) => join(path, name);
    const { atime, mtime } = statSync(at('forged'));
    writeFileSync(at('forged'), 'forged of the bose');
    utimesSync(at('forged'), atime, mtime);
    rmSync(at('pipe'));
    execFileSync('mkfifo', [at('pipe')]);
    writeFileSync(at('other'), 'moved of the bose');
    renameSync(at('other'), at('moved'));
    box.at(box.path('elsewhere')).write({ file: 'dir/file of the bos' });
    rmSync(at('dir'), { recursive: true });
    symlinkSync(box.path('elsewhere'), at('dir'));
    rmSync(at('gone'));
    chmodSync(at('mode'), 0o777);
    // As if the checkout had been made long enough before for the kernel's clock to tell: else all is left to git.
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(`${path}.seal`, 'seal.json'), later, later);
    const other = box.path('places', 'other');
    await checkoutFor({ base, path: other });
    for (const [name, text] of Object.entries(files)) assert.is(readFileSync(join(other, name), 'utf8'), text);
    assert.is(box.at(other).git('status', '--porcelain'), '');
    assert.is(await violationIn(other), undefined);
    writeFileSync(join(other, 'same'), 'changed in the clone');
    assert.equal((await violationIn(other))?.files, ['same']);
    assert.is(readFileSync(at('same'), 'utf8'), 'same of the base', 'a clone is written to alone');
    assert.equal((await violationIn(path))?.files.toSorted(), ['dir', 'dir/file', 'forged', 'gone', 'mode', 'moved', 'pipe']);
  });

  test('clone each file whose state says that nobody wrote to it', async ({ box }) => {
    const { path } = await seated(box, { 'a.txt': 'a', 'b.txt': 'b', 'deep/c.txt': 'c' });
    const index = readFileSync(join(`${path}.seal`, 'index'));
    const cloned = (sealedAt: bigint, tree: string) =>
      cloneFiles({ tree: path, index }, { tree, index: Buffer.from(index) }, { sealedAt, width: 20 });
    writeFileSync(join(path, 'b.txt'), 'x');
    assert.is(cloned(2n ** 62n, box.path('later')), 2);
    assert.is(cloned(0n, box.path('same moment')), 0);
  });

  test.run();
}
