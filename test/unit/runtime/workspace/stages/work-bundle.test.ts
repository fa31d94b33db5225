// Work that is made in one home and comes into a workplace of another: what is committed there is, byte for byte, what would
// have been committed had it been made there. Nothing else is taken for it.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { besideFile, besideNow } from '../../../../../runtime/workspace/stages/beside.ts';
import { placeFor } from '../../../../../runtime/workspace/stages/place.ts';
import { sealWork } from '../../../../../runtime/workspace/stages/seal-work.ts';
import { bundleBase, restoreBase } from '../../../../../runtime/workspace/travel/base-bundle.ts';
import { buildsOn, bundleOf, putIntoPlace, takeCommit } from '../../../../../runtime/workspace/travel/work-bundle.ts';
import { capture } from '../checkout/checkout-fixture.ts';
import { type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('work that travels');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const { signal } = new AbortController();
const REF = 'refs/runs/r-abcdef/handed/d1.1';

/** A base in two homes, each with a workplace of it. */
async function twoHomes(box: Sandbox, files: Record<string, string>) {
  const repo = box.repo();
  repo.commit(files);
  const base = await capture(box, repo.root);
  const scratch = box.path('for-a-moment');
  mkdirSync(scratch);
  const bundle = await bundleBase('r-abcdef', base, scratch, signal);
  const there = { ...base, gitDir: box.path('there', 'bases', 'p.git') };
  mkdirSync(box.path('there', 'bases'), { recursive: true });
  await restoreBase('r-abcdef', there, bundle ?? Buffer.alloc(0), scratch);
  const made = async (of: typeof base, name: string): Promise<string> => {
    const path = box.path(name, 'answer.1');
    mkdirSync(box.path(name), { recursive: true });
    await placeFor(of, path);
    writeFileSync(besideFile(path), await besideNow(path));
    return path;
  };
  const from = { commit: base.commit, tree: base.tree };
  const seal = (gitDir: string, path: string, ref: string) =>
    sealWork({ path, gitDir, from, ref, message: 'Do it\n', seconds: 1, never: [], fileBytes: 1_000_000 });
  return { base, there, scratch, from, seal, placeHere: await made(base, 'here-places'), placeThere: await made(there, 'there-places') };
}

test('arrives as it was made: new, changed and deleted files, modes, links, names, line endings; ignored files stay', async ({ box }) => {
  const { base, there, scratch, from, seal, placeHere, placeThere } = await twoHomes(box, {
    '.gitattributes': '*.bat text eol=crlf\n',
    '.gitignore': 'cache/\n',
    'a.txt': 'one\n',
    'gone.txt': 'x\n',
    'folder/x': 'x\n',
    'run.bat': 'a\r\n',
    'tool.sh': '#!/bin/sh\n',
  });
  writeFileSync(join(placeThere, 'a.txt'), 'two\n');
  rmSync(join(placeThere, 'gone.txt'));
  rmSync(join(placeThere, 'folder'), { recursive: true });
  writeFileSync(join(placeThere, 'folder'), 'a file now\n');
  writeFileSync(join(placeThere, 'run.bat'), 'a\r\nb\r\n');
  writeFileSync(join(placeThere, 'näme with space'), 'n\n');
  symlinkSync('a.txt', join(placeThere, 'link'));
  chmodSync(join(placeThere, 'tool.sh'), 0o755);
  mkdirSync(join(placeThere, 'cache'));
  writeFileSync(join(placeThere, 'cache', 'x'), 'x');
  const made = await seal(there.gitDir, placeThere, REF);
  const bundle = await bundleOf({ gitDir: there.gitDir, ref: REF, commit: made.head.commit, without: from.commit, scratch });
  assert.ok(bundle);

  const to = { gitDir: base.gitDir, ref: REF, commit: made.head.commit, scratch };
  await takeCommit(bundle, to);
  await takeCommit(bundle, to);
  assert.ok(await buildsOn(base.gitDir, made.head, from));
  await putIntoPlace(placeHere, made.head.tree);
  await putIntoPlace(placeHere, made.head.tree);
  assert.is(readFileSync(join(placeHere, 'run.bat'), 'utf8'), 'a\r\nb\r\n');
  const sealed = await seal(base.gitDir, placeHere, 'refs/runs/r-abcdef/stages/answer.1');
  assert.is(sealed.head.tree, made.head.tree);
  assert.equal(sealed.changes, made.changes);
  assert.is(sealed.changes.length, 8, JSON.stringify(sealed.changes));
  assert.equal(sealed.problems, []);
});

test('is refused if it builds on something else, is another tree, or has more than one parent', async ({ box }) => {
  const { base, from } = await twoHomes(box, { 'a.txt': 'one\n' });
  const git = (...args: string[]): string =>
    execFileSync('git', [`--git-dir=${base.gitDir}`, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { encoding: 'utf8' }).trim();
  const on = (...parents: string[]): string => git('commit-tree', '-m', 'x', ...parents.flatMap((it) => ['-p', it]), from.tree);
  const other = on();
  assert.ok(await buildsOn(base.gitDir, { commit: on(from.commit), tree: from.tree }, from));
  assert.not.ok(await buildsOn(base.gitDir, { commit: on(other), tree: from.tree }, from));
  assert.not.ok(await buildsOn(base.gitDir, { commit: on(from.commit, other), tree: from.tree }, from));
  assert.not.ok(await buildsOn(base.gitDir, { commit: on(from.commit), tree: other }, from));
  assert.not.ok(await buildsOn(base.gitDir, { commit: 'f'.repeat(40), tree: from.tree }, from));
});

test('is refused without what it builds on', async ({ box }) => {
  const { base, there, scratch, from, seal, placeThere } = await twoHomes(box, { 'a.txt': 'one\n' });
  writeFileSync(join(placeThere, 'a.txt'), 'two\n');
  const { head } = await seal(there.gitDir, placeThere, REF);
  const bundle =
    (await bundleOf({ gitDir: there.gitDir, ref: REF, commit: head.commit, without: from.commit, scratch })) ?? Buffer.alloc(0);
  const empty = box.path('empty.git');
  execFileSync('git', ['init', '-q', '--bare', empty]);
  await takeCommit(bundle, { gitDir: empty, ref: REF, commit: head.commit, scratch }).then(
    () => assert.unreachable('it was taken'),
    (error: unknown) => assert.match(String(error), /lacks commits/),
  );
  await takeCommit(Buffer.from('no bundle'), { gitDir: base.gitDir, ref: REF, commit: head.commit, scratch }).then(
    () => assert.unreachable('it was taken'),
    (error: unknown) => assert.match(String(error), /cannot be unpacked/),
  );
});

test.run();
