// A checkout that is exactly its commit is known without git. Whatever the state and the settings, it is called so only if git
// finds nothing either, and the capture is the one that git alone would have led to.

import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAsCommitted } from '../../../../../runtime/workspace/capture/as-committed.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';
import { capture } from './capture-fixture.ts';

const test = suite<{ box: Sandbox }>('a checkout as it was committed');

test.before.each((context) => {
  context.box = sandbox();
});

test.after.each(({ box }) => box.remove());

const LONG_AGO = new Date('2026-01-02T03:04:05Z');

type State = (repo: Repo, box: Sandbox) => void;

/** Known without git. */
const PLAIN: Record<string, State> = {
  'just committed': () => undefined,
  'looked at by git a while later': (repo) => later(repo),
  'on a branch of its own': (repo) => repo.git('checkout', '--quiet', '-b', 'other'),
  'packed': (repo) => repo.git('gc', '--quiet'),
  'after a reset': (repo) => {
    repo.write({ 'a.txt': 'other' });
    repo.git('reset', '--quiet', '--hard');
  },
  'with an untracked folder of ours': (repo) => repo.write({ '.muster/config.yaml': 'workers: 1' }),
  'with a link, even one that leads nowhere': (repo) => {
    symlinkSync('nowhere', join(repo.root, 'link'));
    repo.commit();
  },
  'with an executable file and an empty one': (repo) => {
    repo.write({ 'run.sh': '', 'empty.txt': '' });
    chmodSync(join(repo.root, 'run.sh'), 0o755);
    repo.commit();
  },
  'with attributes, once the files are older than the index': (repo) => {
    repo.commit({ '.gitattributes': '* text=auto\n*.bin filter=evil\n', 'x.bin': 'x' });
    later(repo);
  },
  'in a merge that changed nothing': (repo) => {
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit({});
    repo.git('checkout', '--quiet', 'main');
    repo.git('merge', '--quiet', '--no-ff', '--no-commit', 'side');
  },
};

/** For git to look at. */
const ODD: Record<string, State> = {
  'changed': (repo) => repo.write({ 'a.txt': 'b' }),
  'changed, with the old times': (repo) => {
    later(repo);
    repo.write({ 'a.txt': 'b' });
    utimesSync(join(repo.root, 'a.txt'), LONG_AGO, LONG_AGO);
  },
  'touched': (repo) => utimesSync(join(repo.root, 'a.txt'), 1_000, 1_000),
  'staged': (repo) => {
    repo.write({ 'a.txt': 'other' });
    repo.git('add', 'a.txt');
  },
  'staged, and back on the disk': (repo) => {
    repo.write({ 'a.txt': 'other' });
    repo.git('add', 'a.txt');
    repo.write({ 'a.txt': 'a' });
  },
  'with a file less': (repo) => unlinkSync(join(repo.root, 'a.txt')),
  'with a file less in the index': (repo) => repo.git('rm', '--quiet', '--cached', 'a.txt'),
  'with a new file': (repo) => repo.write({ 'deep/new.txt': '' }),
  'with a new file that is ignored': (repo) => {
    writeFileSync(join(repo.gitDir, 'info', 'exclude'), '*.log\n');
    repo.write({ 'x.log': '' });
  },
  'with a file that is only announced': (repo) => {
    repo.write({ 'later.txt': '' });
    repo.git('add', '--intent-to-add', 'later.txt');
  },
  'with an empty folder': (repo) => mkdirSync(join(repo.root, 'empty')),
  'with a repository inside': (repo) => repo.git('init', '--quiet', 'nested'),
  'with a tracked file of ours': (repo) => repo.commit({ '.muster/config.yaml': 'workers: 1' }),
  'executable in the commit, but not on the disk': (repo) => {
    repo.git('update-index', '--chmod=+x', 'a.txt');
    repo.git('commit', '--quiet', '--message', 'mode');
  },
  'executable on the disk, which the settings ignore': (repo) => {
    repo.git('config', 'core.fileMode', 'false');
    chmodSync(join(repo.root, 'a.txt'), 0o755);
  },
  'with a link in the place of a folder': (repo, box) => {
    renameSync(join(repo.root, 'deep'), box.path('moved'));
    symlinkSync(box.path('moved'), join(repo.root, 'deep'));
  },
  'with a link in the place of a file': (repo, box) => {
    renameSync(join(repo.root, 'a.txt'), box.path('moved'));
    symlinkSync(box.path('moved'), join(repo.root, 'a.txt'));
  },
  'with a submodule': (repo) => {
    repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.git('rev-parse', 'HEAD')},module`);
    repo.git('commit', '--quiet', '--message', 'module');
    mkdirSync(join(repo.root, 'module'));
  },
  'with a file that is assumed unchanged': (repo) => {
    repo.git('update-index', '--assume-unchanged', 'a.txt');
    repo.write({ 'a.txt': 'b' });
  },
  'with a file that is skipped': (repo) => {
    repo.git('update-index', '--skip-worktree', 'a.txt');
    repo.write({ 'a.txt': 'b' });
  },
  'with a file that is assumed unchanged, and is': (repo) => {
    repo.git('update-index', '--assume-unchanged', 'a.txt');
    // Git records the tree of the index again.
    repo.git('commit', '--quiet', '--allow-empty', '--message', 'mark');
  },
  'with a file that is skipped, and is as it was': (repo) => {
    repo.git('update-index', '--skip-worktree', 'a.txt');
    // Git records the tree of the index again.
    repo.git('commit', '--quiet', '--allow-empty', '--message', 'mark');
  },
  'sparse': (repo) => repo.git('sparse-checkout', 'set', '--no-cone', '/a.txt'),
  'sparse, with a sparse index': (repo) => repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'other'),
  'with a split index': (repo) => repo.git('update-index', '--split-index'),
  'with an index of another version': (repo) => repo.git('update-index', '--index-version', '4'),
  'with an index that keeps what is untracked': (repo) => repo.git('update-index', '--force-untracked-cache'),
  'with a monitor': (repo) => {
    repo.git('config', 'core.fsmonitor', '/bin/true');
    repo.git('update-index', '--fsmonitor');
    repo.write({ 'a.txt': 'b' });
  },
  'with line endings that git converts': (repo) => repo.git('config', 'core.autocrlf', 'input'),
  'with times that git does not compare': (repo) => repo.git('config', 'core.trustctime', 'false'),
  'with settings in another file': (repo) => {
    writeFileSync(join(repo.gitDir, 'more'), '[core]\n\tautocrlf = true\n');
    repo.git('config', 'include.path', 'more');
  },
  'with attributes, while files are as new as the index': (repo) => {
    repo.commit({ '.gitattributes': '* text=auto\n' });
    utimesSync(join(repo.gitDir, 'index'), LONG_AGO, LONG_AGO);
  },
  'in conflict': (repo) => {
    repo.git('checkout', '--quiet', '-b', 'side');
    repo.commit({ 'a.txt': 'side' });
    repo.git('checkout', '--quiet', 'main');
    repo.commit({ 'a.txt': 'main' });
    assert.throws(() => repo.git('merge', '--quiet', 'side'));
  },
  'whose HEAD has moved': (repo) => {
    repo.commit({ 'a.txt': 'second' });
    repo.git('reset', '--quiet', '--soft', 'HEAD~1');
  },
  'without an index': (repo) => unlinkSync(join(repo.gitDir, 'index')),
  'with a damaged index': (repo) => writeFileSync(join(repo.gitDir, 'index'), 'DIRC'),
  'with its files gone': (repo) => {
    for (const it of ['a.txt', 'deep']) rmSync(join(repo.root, it), { recursive: true });
  },
};

/** All files are older than the index. */
function later(repo: Repo): void {
  for (const path of repo.git('ls-files', '-z').split('\0').slice(0, -1)) utimesSync(join(repo.root, path), LONG_AGO, LONG_AGO);
  repo.git('update-index', '--refresh');
}

const made = (box: Sandbox, state: State): Repo => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', 'deep/b.txt': 'b', 'deep/er/näme.txt': 'n' });
  state(repo, box);
  return repo;
};

const treeOf = (repo: Repo): string => repo.git('rev-parse', 'HEAD^{tree}');

for (const [name, state] of Object.entries(PLAIN)) {
  test(`is known without git: ${name}`, async ({ box }) => {
    const repo = made(box, state);
    assert.ok(await isAsCommitted(repo.root, treeOf(repo)));
    assert.is(repo.git('status', '--porcelain', '--', ':!.muster'), '');
    const base = await capture(box, repo.root);
    assert.is(base.commit, repo.git('rev-parse', 'HEAD'));
    assert.is(base.tree, treeOf(repo));
    assert.is(base.uncommitted, false);
    assert.equal(base.leftOut, []);
  });
}

for (const [name, state] of Object.entries(ODD)) {
  test(`is left to git: ${name}`, async ({ box }) => {
    const repo = made(box, state);
    assert.not.ok(await isAsCommitted(repo.root, treeOf(repo)));
  });
}

test('is left to git if it is a worktree, or anything else with its parts elsewhere', async ({ box }) => {
  const repo = made(box, () => undefined);
  repo.git('worktree', 'add', '--quiet', '../linked');
  assert.not.ok(await isAsCommitted(box.path('linked'), treeOf(repo)));
  const tree = treeOf(repo);
  renameSync(repo.gitDir, box.path('elsewhere'));
  writeFileSync(repo.gitDir, `gitdir: ${box.path('elsewhere')}\n`);
  assert.not.ok(await isAsCommitted(repo.root, tree));
});

test('is left to git if the files of the user have attributes, while files are as new as the index', async ({ box }) => {
  const repo = made(box, () => undefined);
  const { HOME, XDG_CONFIG_HOME } = process.env;
  try {
    process.env.HOME = box.folder;
    process.env.XDG_CONFIG_HOME = '';
    utimesSync(join(repo.gitDir, 'index'), new Date(0), new Date(0));
    assert.ok(await isAsCommitted(repo.root, treeOf(repo)));
    mkdirSync(box.path('.config', 'git'), { recursive: true });
    writeFileSync(box.path('.config', 'git', 'attributes'), '* text=auto\n');
    assert.not.ok(await isAsCommitted(repo.root, treeOf(repo)));
    rmSync(box.path('.config'), { recursive: true });
    writeFileSync(join(repo.gitDir, 'info', 'attributes'), '* text=auto\n');
    assert.not.ok(await isAsCommitted(repo.root, treeOf(repo)));
  } finally {
    Object.assign(process.env, { HOME });
    if (XDG_CONFIG_HOME === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = XDG_CONFIG_HOME;
  }
});

test.run();
