// A checkout that one run leaves to the next: whatever was done to it meanwhile, the next run gets what a new checkout would be.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Base } from '../../../../../contracts/run/base.ts';
import { checkoutFor, violationIn } from '../../../../../runtime/workspace/checkout/checkout.ts';
import { type KeptTrees, openKeptTrees } from '../../../../../runtime/workspace/checkout/kept/kept-trees.ts';
import { sealOf } from '../../../../../runtime/workspace/checkout/make-checkout.ts';
import { removeTree } from '../../../../../runtime/workspace/checkout/remove-tree.ts';
import { whichFile } from '../../../../fixtures/which-file.ts';
import { capture } from '../checkout/checkout-fixture.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';

type Context = { box: Sandbox; repo: Repo; kept: KeptTrees; gone: string[] };
const test = suite<Context>('a kept checkout');

/** Long names make an index large with few files. */
const DEEP = `${'long'.repeat(50)}/`.repeat(4);
const FILES: Record<string, string> = {
  'login.js': 'check()\n',
  'src/a.js': 'a\n',
  'src/deep/b.js': 'b\n',
  '.gitignore': 'cache/\n*.tmp\n',
  ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${DEEP}${n}`, `${n}\n`])),
};

test.before.each((context) => {
  const box = sandbox();
  const repo = box.repo();
  repo.write(FILES);
  symlinkSync('login.js', join(repo.root, 'link'));
  repo.commit();
  Object.assign(context, { box, repo, gone: [], kept: trees(context, box, 2) });
});
test.after.each(({ box }) => box.remove());

const trees = (context: Context, box: Sandbox, most: number): KeptTrees =>
  openKeptTrees({
    folder: box.path('kept'),
    most,
    async discard(path) {
      context.gone.push(path);
      await removeTree(path);
    },
  });

async function runIn({ box, kept }: Context, base: Base, run: string): Promise<string> {
  const path = box.path(run, 'tree');
  await checkoutFor({ base, path, kept });
  return path;
}

/** Each path below a folder, with its kind, its permissions and its content. Git's own folder has another index each time. */
function shape(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = join(below, name);
      if (path === '.git/index') return [];
      const info = lstatSync(join(folder, path));
      if (info.isDirectory()) return [`${path}/`, ...shape(folder, path)];
      const content = info.isSymbolicLink() ? `-> ${readlinkSync(join(folder, path))}` : readFileSync(join(folder, path), 'latin1');
      return [`${path} ${info.mode.toString(8)} ${content}`];
    });
}

/** What the second run gets must be what a new checkout is. Returns whether unchanged files are the same files as before. */
async function isReused(context: Context, base: Base, witness: string): Promise<boolean> {
  const { box } = context;
  const path = await runIn(context, base, 'second');
  const fresh = box.path('fresh', 'tree');
  await checkoutFor({ base, path: fresh });
  assert.equal(shape(path), shape(fresh));
  assert.is(await violationIn(path), undefined);
  const status = execFileSync('git', ['-C', path, 'status', '--porcelain', '--ignored'], { encoding: 'utf8' });
  assert.is(status, '', 'for the worker, nothing is changed');
  return fileIn(path) === witness;
}

const fileIn = (path: string): string => whichFile(join(path, `${DEEP}7`));

async function keepOne(context: Context): Promise<{ base: Base; tree: string; seal: string; witness: string }> {
  const base = await capture(context.box, context.repo.root);
  const path = await runIn(context, base, 'first');
  assert.is(await context.kept.keepFrom(context.box.path('first')), path);
  assert.not(existsSync(path));
  const [name = ''] = readdirSync(context.box.path('kept'));
  const folder = context.box.path('kept', name);
  return { base, tree: join(folder, 'tree'), seal: join(folder, 'seal'), witness: fileIn(join(folder, 'tree')) };
}

test('is taken by the next run of its repository, once', async (context) => {
  const { base, witness } = await keepOne(context);
  assert.ok(await isReused(context, base, witness));
  assert.equal(readdirSync(context.box.path('kept')), []);
  assert.is.not(fileIn(await runIn(context, base, 'third')), witness);
});

test('is brought up to another commit and to uncommitted changes', async (context) => {
  const { witness } = await keepOne(context);
  const { repo, box } = context;
  for (const it of ['login.js', 'src/deep/b.js', 'link']) rmSync(join(repo.root, it));
  rmSync(join(repo.root, 'src'), { recursive: true });
  repo.write({ 'login.js/now/a/folder': 'x\n', src: 'now a file\n', 'new/file': 'y\n', [`${DEEP}1`]: '2\n' });
  symlinkSync('new/file', join(repo.root, 'link'));
  chmodSync(join(repo.root, `${DEEP}2`), 0o755);
  repo.commit();
  repo.write({ [`${DEEP}3`]: 'not committed\n' });
  const base = await capture(box, repo.root);
  assert.is(base.uncommitted, true);
  assert.ok(await isReused(context, base, witness));
});

const CHANGES: Record<string, (it: { tree: string; seal: string; box: Sandbox }) => void> = {
  'was changed with its old time'({ tree }) {
    const file = join(tree, 'login.js');
    const { atime, mtime } = lstatSync(file);
    writeFileSync(file, 'no_op()\n');
    utimesSync(file, atime, mtime);
  },
  'got a file, an ignored one, and folders'({ tree }) {
    mkdirSync(join(tree, 'cache/of/it'), { recursive: true });
    mkdirSync(join(tree, 'src/empty/inside'), { recursive: true });
    for (const it of ['new', 'x.tmp', 'cache/of/it/c', 'src/.gitattributes']) writeFileSync(join(tree, it), 'x\n');
  },
  'lost files'({ tree }) {
    rmSync(join(tree, 'src'), { recursive: true });
    rmSync(join(tree, 'link'));
  },
  'has other permissions'({ tree }) {
    chmodSync(join(tree, 'login.js'), 0o777);
  },
  'has a folder that nobody may open'({ tree }) {
    chmodSync(join(tree, 'src'), 0);
  },
  'has a link for a folder'({ tree, box }) {
    mkdirSync(box.path('outside/deep'), { recursive: true });
    writeFileSync(box.path('outside/a.js'), 'evil\n');
    rmSync(join(tree, 'src'), { recursive: true });
    symlinkSync(box.path('outside'), join(tree, 'src'));
  },
  'shares a file with somebody'({ tree, box }) {
    linkSync(join(tree, 'login.js'), box.path('shared.js'));
  },
  'has another git directory'({ tree }) {
    writeFileSync(join(tree, '.git/config'), '[core]\n\tfsmonitor = /bin/evil\n');
    mkdirSync(join(tree, '.git/hooks'));
  },
};

for (const [what, change] of Object.entries(CHANGES)) {
  test(`is as good as new if it ${what}`, async (context) => {
    const { base, tree, seal, witness } = await keepOne(context);
    change({ tree, seal, box: context.box });
    const isSame = await isReused(context, base, witness);
    // A superuser may open each folder.
    assert.is(isSame, true);
    const outside = context.box.path('outside/a.js');
    if (existsSync(outside)) assert.is(readFileSync(outside, 'utf8'), 'evil\n');
  });
}

const REFUSED: typeof CHANGES = {
  'has a repository in one of its folders'({ tree }) {
    mkdirSync(join(tree, 'src/.git'));
    writeFileSync(join(tree, 'src/.git/config'), '[core]\n\tfsmonitor = /bin/evil\n');
  },
  'has an index that says it is unchanged'({ tree, seal }) {
    writeFileSync(join(tree, 'login.js'), 'no_op()\n');
    const git = (...args: string[]) => execFileSync('git', [`--git-dir=${seal}`, `--work-tree=${tree}`, ...args], { cwd: tree });
    git('update-index', '--assume-unchanged', 'login.js');
  },
  'has a copy of its index'({ seal }) {
    const index = join(seal, 'index');
    cpSync(index, `${index}.copy`, { preserveTimestamps: true });
    renameSync(`${index}.copy`, index);
  },
  'has a link for its index'({ seal }) {
    renameSync(join(seal, 'index'), join(seal, 'moved'));
    symlinkSync('moved', join(seal, 'index'));
  },
  'has no index'({ seal }) {
    rmSync(join(seal, 'index'));
  },
  'is gone'({ tree }) {
    rmSync(tree, { recursive: true });
  },
};

for (const [what, change] of Object.entries(REFUSED)) {
  test(`is not used if it ${what}`, async (context) => {
    const { base, tree, seal, witness } = await keepOne(context);
    change({ tree, seal, box: context.box });
    assert.is(await isReused(context, base, witness), false);
    assert.equal(readdirSync(context.box.path('kept')), []);
  });
}

test('is not kept if its index was replaced during the run', async (context) => {
  const { box, repo, kept } = context;
  const path = await runIn(context, await capture(box, repo.root), 'first');
  writeFileSync(join(path, 'login.js'), 'no_op()\n');
  execFileSync('git', [`--git-dir=${sealOf(path)}`, `--work-tree=${path}`, 'update-index', '--assume-unchanged', 'login.js']);
  assert.is(await kept.keepFrom(box.path('first')), undefined);
});

test('is not kept if there is no place for it, and the run goes on', async (context) => {
  const { box, repo, kept } = context;
  const path = await runIn(context, await capture(box, repo.root), 'first');
  writeFileSync(box.path('kept'), 'in the way');
  assert.is(await kept.keepFrom(box.path('first')), undefined);
  assert.ok(existsSync(path));
});

test('is made anew each time if a link leads out of it, or if it has submodules', async (context) => {
  const { box, repo, kept } = context;
  const first = repo.commit();
  repo.git('update-index', '--add', '--cacheinfo', `160000,${first},module`);
  repo.git('commit', '--quiet', '--message', 'module');
  await runIn(context, await capture(box, repo.root, 'HEAD'), 'first');
  assert.is(await kept.keepFrom(box.path('first')), undefined);
  repo.git('rm', '--cached', '--quiet', 'module');
  symlinkSync('/etc/passwd', join(repo.root, 'out'));
  repo.commit();
  await runIn(context, await capture(box, repo.root), 'second');
  assert.is(await kept.keepFrom(box.path('second')), undefined);
});

test('is not used for a commit that has such a link', async (context) => {
  const { witness } = await keepOne(context);
  symlinkSync('/etc/passwd', join(context.repo.root, 'out'));
  context.repo.commit();
  const base = await capture(context.box, context.repo.root);
  const path = await runIn(context, base, 'second');
  assert.is.not(fileIn(path), witness);
  assert.not(readdirSync(path).includes('out'));
});

test('stays for the next run if this one is cancelled while it is brought up to date', async (context) => {
  const { base, witness } = await keepOne(context);
  const stop = new AbortController();
  const path = context.box.path('second', 'tree');
  const making = checkoutFor({
    base: { ...base, commit: context.repo.commit({ 'src/a.js': 'other\n' }) },
    path,
    kept: context.kept,
    signal: stop.signal,
  });
  making.catch(() => undefined);
  stop.abort(new Error('cancelled'));
  await making.then(
    () => assert.unreachable(),
    (error: unknown) => assert.match(String(error), /cancelled|abort/i),
  );
  rmSync(context.box.path('second'), { recursive: true, force: true });
  assert.ok(await isReused(context, base, witness));
});

test('is kept for as many repositories as wanted, and for each only the last', async (context) => {
  const { box, repo } = context;
  const two = openKeptTrees({ folder: box.path('kept'), most: 1, discard: removeTree });
  const base = await capture(box, repo.root);
  for (const run of ['one', 'two']) await checkoutFor({ base, path: box.path(run, 'tree'), kept: two });
  for (const run of ['one', 'two']) await two.keepFrom(box.path(run));
  assert.is(readdirSync(box.path('kept')).length, 1);
  const other = box.repo('other');
  other.commit(FILES);
  const gitDir = other.gitDir;
  await checkoutFor({
    base: { ...base, gitDir, commit: other.git('rev-parse', 'HEAD') } as Base,
    path: box.path('three', 'tree'),
    kept: two,
  });
  await two.keepFrom(box.path('three'));
  assert.is(readdirSync(box.path('kept')).length, 1);
  assert.is(await two.take(base.gitDir, { tree: box.path('x'), index: box.path('y') }), undefined);
  const none = openKeptTrees({ folder: box.path('kept'), most: 0, discard: removeTree });
  await checkoutFor({ base, path: box.path('four', 'tree'), kept: none });
  assert.is(await none.keepFrom(box.path('four')), undefined);
});

test.run();
