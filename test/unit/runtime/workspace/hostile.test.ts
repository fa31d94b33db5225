// A stranger's repository names a program wherever git would run one. We read, capture, compare and check it
// out, and none of them runs.

import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRepository } from '../../../../agents/builtin/repository.ts';
import { captureBase } from '../../../../runtime/workspace/capture/capture.ts';
import { checkoutFor } from '../../../../runtime/workspace/checkout/checkout.ts';
import { churnOf } from '../../../../runtime/workspace/churn.ts';
import { defaultRange } from '../../../../runtime/workspace/revisions.ts';
import { type Repo, type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox; stop: AbortController }>('a hostile repository');

test.before.each((context) => {
  context.box = sandbox();
  context.stop = new AbortController();
});
test.after.each(({ box, stop }) => {
  stop.abort();
  box.remove();
});

const LIMITS = { fileBytes: 1_000_000, copyBytes: 10_000_000 };

/** A program that leaves a mark with its name when it runs, and passes its input on. */
function trap(box: Sandbox, name: string): string {
  mkdirSync(box.path('traps'), { recursive: true });
  mkdirSync(box.path('sprung'), { recursive: true });
  const path = box.path('traps', name);
  writeFileSync(path, `#!/bin/sh\ntouch '${box.path('sprung', name)}'\ncat\n`, { mode: 0o755 });
  return `'${path}'`;
}

const sprung = (box: Sandbox): string[] => (existsSync(box.path('sprung')) ? readdirSync(box.path('sprung')) : []);

const HOOKS = [
  'post-checkout',
  'post-index-change',
  'reference-transaction',
  'pre-commit',
  'post-commit',
  'fsmonitor-watchman',
  'post-rewrite',
  'pre-auto-gc',
];

function setTraps(box: Sandbox, repo: Repo): void {
  const settings: [key: string, name: string][] = [
    ['core.fsmonitor', 'fsmonitor'],
    ['core.pager', 'pager'],
    ['core.editor', 'editor'],
    ['core.sshCommand', 'ssh'],
    ['core.askPass', 'askpass'],
    ['core.alternateRefsCommand', 'alternate-refs'],
    ['credential.helper', 'credential'],
    ['gpg.program', 'gpg'],
    ['diff.external', 'diff-external'],
    ['diff.evil.textconv', 'textconv'],
    ['diff.evil.command', 'diff-command'],
    ['merge.evil.driver', 'merge'],
    ['filter.lfs.clean', 'lfs-clean'],
    ['filter.lfs.process', 'lfs-process'],
    ['filter.evil.clean', 'clean'],
    ['filter.evil.smudge', 'smudge'],
    ['filter.evil.process', 'process'],
    ['filter.odd=name.clean', 'odd-clean'],
    ['filter.dotted.name.clean', 'dotted-clean'],
    ['pager.log', 'pager-log'],
    ['uploadpack.packObjectsHook', 'pack-objects'],
  ];
  for (const [key, name] of settings) repo.git('config', key, trap(box, name));
  writeFileSync(
    join(repo.gitDir, 'more-config'),
    `[filter "included"]\n\tclean = ${trap(box, 'included-clean').replaceAll('\\', '\\\\')}\n\trequired = true\n`,
  );
  repo.git('config', 'include.path', 'more-config');
  repo.git('config', 'filter.evil.required', 'true');
  repo.git('config', 'log.showSignature', 'true');
  repo.git('config', 'commit.gpgSign', 'true');
  repo.git('config', 'core.logAllRefUpdates', 'always');
  mkdirSync(join(repo.gitDir, 'hooks'), { recursive: true });
  for (const hook of HOOKS) {
    trap(box, hook);
    symlinkSync(box.path('traps', hook), join(repo.gitDir, 'hooks', hook));
  }
}

/** Adds a signature to HEAD; some settings make git run a program to show it. */
function sign(repo: Repo): void {
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n';
  const signed = `${repo.git('cat-file', 'commit', 'HEAD').replace('\n\n', `\n${signature}\n`)}\n`;
  repo.write({ '.git/signed': signed });
  repo.git('reset', '--soft', repo.git('hash-object', '-t', 'commit', '-w', '.git/signed'));
}

test('runs nothing of its own', async ({ box, stop }) => {
  const repo = box.repo();
  const kinds = ['evil', 'odd=name', 'dotted.name', 'included', 'lfs', 'unknown'];
  repo.write({ '.gitattributes': kinds.map((kind) => `*.${kind} filter=${kind} diff=evil merge=evil\n`).join('') });
  const first = repo.commit(Object.fromEntries(kinds.map((kind) => [`f.${kind}`, `${kind} 1\n`])));
  repo.git('checkout', '--quiet', '-b', 'feature');
  repo.commit({ 'f.evil': 'evil 2\n', 'plain.txt': 'p\n' });
  sign(repo);
  setTraps(box, repo);
  // Racy and changed files are what git would put through the filters; new ones too.
  repo.write(Object.fromEntries(kinds.map((kind) => [`f.${kind}`, `${kind} 9\n`])));
  repo.write(Object.fromEntries(kinds.map((kind) => [`new.${kind}`, `${kind}\n`])));
  repo.write({ 'plain.txt': 'q\n' });

  const base = await captureBase(
    {
      project: repo.root,
      base: 'worktree',
      range: 'main...',
      scope: [],
      scratch: box.path('scratch'),
      limits: LIMITS,
    },
    { bases: box.path('home', 'bases'), run: 'r-abcdef' },
  );
  assert.is(base.kind === 'git' ? base.from : '', first);
  await defaultRange(repo.root);
  const path = box.path('seat');
  await checkoutFor({ base, path });
  writeFileSync(join(path, 'f.evil'), 'changed by a worker\n');
  assert.equal((await checkoutFor({ base, path })).violation?.files, ['f.evil']);
  const read = await openRepository({ gitDir: base.gitDir, commit: base.commit, from: first, scope: [], signal: stop.signal });
  await read.text('f.evil');
  await read.departed();
  await churnOf(base.gitDir, base.commit, undefined, { signal: stop.signal });
  await read.departure('gone.txt');
  await read.introduced('f.evil', 'evil 2');
  await read.close();
  assert.equal(sprung(box), []);

  // What goes through a filter is neither guessed at nor taken raw: the raw form may be a decrypted secret.
  assert.is(box.at(base.gitDir).git('cat-file', 'blob', `${base.commit}:f.evil`), 'evil 2');
  assert.is(box.at(base.gitDir).git('cat-file', 'blob', `${base.commit}:plain.txt`), 'q');
  assert.equal(
    base.leftOut.map((it) => it.path).sort(),
    [...kinds.map((kind) => `f.${kind}`), ...kinds.map((kind) => `new.${kind}`)].sort(),
  );
});

test('runs nothing of a repository within it', async ({ box }) => {
  const inner = box.repo('inner');
  inner.commit({ 'f.evil': '1', '.gitattributes': '*.evil filter=evil\n' });
  const repo = box.repo();
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub');
  repo.commit({ 'a.txt': 'a' });
  const sub = { ...box.at(join(repo.root, 'sub')), gitDir: join(repo.gitDir, 'modules', 'sub') };
  setTraps(box, sub);
  sub.write({ 'f.evil': '2' });
  const loose = box.repo('repo/loose');
  loose.commit({ 'f.evil': '1', '.gitattributes': '*.evil filter=evil\n' });
  setTraps(box, loose);
  loose.write({ 'f.evil': '2' });
  const base = await captureBase(
    {
      project: repo.root,
      base: 'worktree',
      scope: [],
      scratch: box.path('scratch'),
      limits: LIMITS,
    },
    { bases: box.path('home', 'bases'), run: 'r-abcdef' },
  );
  assert.equal(sprung(box), []);
  assert.equal(base.leftOut, [{ path: 'loose/', reason: 'a nested repository' }]);
});

test('springs its traps if git is used as usual, which proves that they work', ({ box }) => {
  const repo = box.repo();
  repo.write({ '.gitattributes': '*.evil filter=evil\n*.included filter=included\n' });
  repo.commit({ 'a.evil': '1' });
  setTraps(box, repo);
  repo.git('config', '--unset', 'filter.evil.process');
  repo.git('config', '--unset', 'commit.gpgSign');
  repo.write({ 'a.evil': '2', 'b.included': '3' });
  repo.git('add', '--all');
  for (const name of ['clean', 'included-clean', 'fsmonitor', 'post-index-change']) assert.ok(sprung(box).includes(name), name);
});

test('does not fetch what a partial clone lacks', async ({ box, stop }) => {
  const repo = box.repo();
  const head = repo.commit({ 'a.txt': 'a' });
  const blob = repo.git('rev-parse', 'HEAD:a.txt');
  repo.git('config', 'remote.origin.url', `ext::${trap(box, 'transport')} %S`);
  repo.git('config', 'remote.origin.promisor', 'true');
  repo.git('config', 'remote.origin.partialCloneFilter', 'blob:none');
  repo.git('config', 'extensions.partialClone', 'origin');
  repo.git('config', 'protocol.ext.allow', 'always');
  const object = join(repo.gitDir, 'objects', blob.slice(0, 2), blob.slice(2));
  rmSync(object);
  const read = await openRepository({ gitDir: repo.gitDir, commit: head, scope: [], signal: stop.signal });
  assert.is(await read.text('a.txt'), undefined);
  await read.close();
  assert.equal(sprung(box), []);
});

test('cannot pass another folder off as its checkout', async ({ box }) => {
  box.at(box.path('home')).write({ 'diary.txt': 'private' });
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a' });
  repo.git('config', 'core.worktree', box.path('home'));
  const base = await captureBase(
    {
      project: repo.root,
      base: 'worktree',
      scope: [],
      scratch: box.path('scratch'),
      limits: LIMITS,
    },
    { bases: box.path('home', 'bases'), run: 'r-abcdef' },
  );
  assert.is(base.root, repo.root);
  assert.is(base.uncommitted, false);
});

test('cannot hide or replace what a commit holds', async ({ box, stop }) => {
  const repo = box.repo();
  const first = repo.commit({ 'a.txt': 'harmless' });
  const second = repo.commit({ 'a.txt': 'harmful' });
  repo.git('replace', second, first);
  repo.write({ '.git/info/grafts': `${second}\n` });
  const read = await openRepository({ gitDir: repo.gitDir, commit: second, scope: [], signal: stop.signal });
  assert.is(await read.text('a.txt'), 'harmful');
  await read.close();
});

test.run();
