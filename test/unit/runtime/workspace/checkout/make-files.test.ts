// The files of a tree made by several programs at once: they are what one program makes, and so is what the index says of them.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../../contracts/errors.ts';
import { ENDS_OF_LINES } from '../../../../../runtime/workspace/git/bare.ts';
import { makeFiles, programsFor } from '../../../../../runtime/workspace/git/make-files.ts';
import { until } from '../../../../e2e/daemon-fixture.ts';
import { seeded } from '../../../../simulation/random.ts';
import { type Repo, type Sandbox, sandbox } from '../sandbox.ts';

const test = suite<{ box: Sandbox }>('files of a tree');
test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

test('are created by as many processes as there are free cores', () => {
  const cases: [cores: number, trees: number, programs: number][] = [
    [1, 1, 1],
    [2, 1, 4],
    [2, 2, 1],
    [2, 9, 1],
    [8, 1, 8],
    [8, 2, 8],
    [8, 4, 4],
    [8, 5, 1],
    [64, 3, 8],
  ];
  for (const [cores, trees, programs] of cases) assert.is(programsFor(cores, trees), programs, `${cores} cores, ${trees} trees`);
});

const PARTS = ['a', 'b.txt', 'näme', 'with space', 'new\nline', 'deep', 'DEEP', '.hidden', 'x.crlf', 'y.ident', 'z.utf16', 'w.evil'];
const ATTRIBUTES = '*.crlf text eol=crlf\n*.ident ident\n*.utf16 working-tree-encoding=UTF-16LE\n*.evil filter=evil\n*.txt text=auto\n';

/** Files, programs, links that lead anywhere, another repository, what is not to be made: as git takes them from a script. */
function randomTree(repo: Repo, seed: number): void {
  const { below, pick } = seeded(seed);
  const files = new Map<string, string>();
  const isFree = (path: string) => ![...files.keys()].some((it) => it === path || it.startsWith(`${path}/`) || path.startsWith(`${it}/`));
  for (let n = 20 + below(60); n > 0; n--) {
    const path = Array.from({ length: 1 + below(4) }, () => pick(PARTS)).join('/');
    if (!isFree(path)) continue;
    const text = pick(['', `${n}`, `line ${n}\nanother\n`.repeat(below(9)), '$Id$\n', 'x'.repeat(below(70_000))]);
    const target = pick(['a', '../up', '/etc/passwd', 'deep']);
    const [mode, content] = pick([
      ['100644', text] as const,
      ['100644', text] as const,
      ['100755', text] as const,
      ['120000', target] as const,
    ]);
    files.set(path, `M ${mode} inline ${JSON.stringify(path)}\ndata ${Buffer.byteLength(content)}\n${content}\n`);
  }
  if (isFree('module'))
    files.set('module', `M 160000 ${'1'.repeat(repo.git('rev-parse', '--show-object-format') === 'sha1' ? 40 : 64)} module\n`);
  files.set('.gitattributes', `M 100644 inline .gitattributes\ndata ${ATTRIBUTES.length}\n${ATTRIBUTES}\n`);
  const script = `commit refs/heads/main\ncommitter A <a@example.org> 1700000000 +0000\ndata 1\nx\n${[...files.values()].join('')}\n`;
  execFileSync('git', ['-C', repo.root, 'fast-import', '--quiet'], { input: script });
}

type Made = { git(...args: string[]): string; tree: string; all(many: number | undefined): Promise<void> };

/** A git directory that knows the tree, and a folder for its files. */
function place(box: Sandbox, repo: Repo, name: string, attributes: string): Made {
  const [gitDir, tree] = [box.path(`${name}.git`), box.path(name)];
  mkdirSync(tree, { recursive: true });
  execFileSync('cp', ['-r', repo.gitDir, gitDir]);
  writeFileSync(join(gitDir, 'info', 'attributes'), attributes);
  const git = (...args: string[]) => box.at(tree).git(`--git-dir=${gitDir}`, `--work-tree=${tree}`, ...args);
  git('read-tree', 'main');
  const all = async (many: number | undefined) => {
    const args = ['checkout-index', '--all', '--force', '--index', '--quiet'];
    await makeFiles({ gitDir, workTree: tree }, args, many === undefined ? {} : { many });
  };
  return { git, tree, all };
}

const ONE_PROGRAM = 1_000_000;

function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = join(below, name);
      const [at, info] = [join(folder, path), lstatSync(join(folder, path))];
      if (info.isDirectory()) return [`${path}/ ${info.mode}`, ...filesBelow(folder, path)];
      return [`${path} ${info.mode} ${info.isSymbolicLink() ? readlinkSync(at) : readFileSync(at, 'latin1')}`];
    });
}

for (let seed = 1; seed <= 8; seed++) {
  test(`are the same as those of a single process, seed ${seed}`, async ({ box }) => {
    const repo = box.repo();
    if (seed % 4 === 0) {
      rmSync(repo.gitDir, { recursive: true });
      repo.git('init', '--quiet', '--object-format=sha256', '--initial-branch=main');
    }
    randomTree(repo, seed);
    const both = [place(box, repo, 'one', ENDS_OF_LINES), place(box, repo, 'several', ENDS_OF_LINES)] as const;
    const left = both[0].git('ls-files', '-z').split('\0')[seed] ?? '';
    for (const it of both) {
      it.git('update-index', '--skip-worktree', '--', left);
      if (seed % 2 === 0) inTheWay(it, seed);
    }
    await both[0].all(ONE_PROGRAM);
    await both[1].all(1);
    assert.equal(filesBelow(both[1].tree), filesBelow(both[0].tree));
    assert.is(both[1].git('ls-files', '--stage', '-t'), both[0].git('ls-files', '--stage', '-t'));
    // States only: whatever does not match the disk is named.
    for (const it of both) assert.is(it.git('diff-files', '--ignore-submodules=all'), '');
    assert.is(
      both[1].git('status', '--porcelain', '--ignore-submodules=all'),
      both[0].git('status', '--porcelain', '--ignore-submodules=all'),
    );
  });
}

/**
 * Changes a tree in the ways a worker might: a file changed or removed, a folder in place of a file, a link in place of a folder, another
 * mode.
 */
function inTheWay({ git, tree }: Made, seed: number): void {
  git('checkout-index', '--all', '--force', '--index', '--quiet');
  const { below } = seeded(seed + 1_000);
  for (const path of git('ls-files', '-z').split('\0')) {
    const at = join(tree, path);
    if (path === '' || !existsSync(at) || !lstatSync(at).isFile()) continue;
    const deed = below(9);
    if (deed === 0) writeFileSync(at, 'changed');
    if (deed === 1 || deed === 2) rmSync(at);
    if (deed === 2) mkdirSync(join(at, 'folder'), { recursive: true });
    if (deed === 3) chmodSync(at, 0o755);
    if (deed === 4 && path.includes('/')) {
      rmSync(dirname(at), { recursive: true });
      symlinkSync('..', dirname(at));
    }
  }
}

test('are created by several processes if there are many, and not if there are few', async ({ box }) => {
  const repo = box.repo();
  repo.write(Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`${n % 30}/${n}`, `${n}`])));
  repo.commit();
  const before = process.env.PATH;
  const log = box.path('trace');
  mkdirSync(box.path('bin'));
  const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(box.path('bin', 'git'), `#!/bin/sh\nGIT_TRACE2_EVENT='${log}' exec '${git}' "$@"\n`, { mode: 0o755 });
  const started = () => (existsSync(log) ? readFileSync(log, 'utf8').match(/"event":"start".*checkout--worker/g) : null)?.length ?? 0;
  const usual = place(box, repo, 'usual', '');
  const few = place(box, repo, 'few', '');
  const [first, second] = [place(box, repo, 'first', ''), place(box, repo, 'second', '')];
  process.env.PATH = `${box.path('bin')}:${before}`;
  try {
    await few.all(2_000);
    assert.is(started(), 0);
    await usual.all(undefined);
    const programs = programsFor(availableParallelism(), 1);
    assert.is(started(), programs === 1 ? 0 : programs);
    rmSync(log, { force: true });
    await Promise.all([first.all(undefined), second.all(undefined)]);
    const both = programsFor(availableParallelism(), 2);
    assert.is(
      started(),
      [programs, both].filter((it) => it > 1).reduce((sum, it) => sum + it, 0),
    );
  } finally {
    process.env.PATH = before;
  }
  for (const it of [few, first, second]) assert.equal(filesBelow(it.tree), filesBelow(usual.tree));
});

test('that cannot be created are an error, however many processes there are', async ({ box }) => {
  const repo = box.repo();
  repo.commit({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
  const lost = repo.git('rev-parse', 'HEAD:b.txt');
  rmSync(join(repo.gitDir, 'objects', lost.slice(0, 2), lost.slice(2)));
  for (const [name, many] of Object.entries({ one: ONE_PROGRAM, several: 1 })) {
    const error = await place(box, repo, name, '')
      .all(many)
      .then(
        () => undefined,
        (it: unknown) => it,
      );
    assert.ok(error instanceof MusterError && error.code === 'git-failed', name);
    assert.match(error.message, /unable to read sha1 file of b\.txt|unable to read.*b\.txt|b\.txt/);
  }
});

test('are not created any more once it is aborted', async ({ box }) => {
  const repo = box.repo();
  repo.commit(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}`, `${n}`])));
  const { tree, git } = place(box, repo, 'stopped', '');
  const stop = new AbortController();
  using _ = idleWorkers(box);
  const making = makeFiles({ gitDir: box.path('stopped.git'), workTree: tree }, ['checkout-index', '--all', '--force', '--index'], {
    signal: stop.signal,
    many: 1,
    config: [['checkout.workers', '2']],
  }).then(
    () => 'made',
    (error: unknown) => error,
  );
  await until('all of its programs', () => programsIn(tree).length === 3);
  stop.abort(new Error('no longer wanted'));
  assert.match(String(await making), 'no longer wanted');
  await until('all of its programs to be gone', () => programsIn(tree).length === 0);
  assert.ok(git('ls-files', '--deleted').split('\n').length > 1, 'it was stopped before the last file');
});

/** From here on git's workers read which files they are to make until nobody tells them any more, as its own do, and make none. Their output stays open. */
function idleWorkers(box: Sandbox): Disposable {
  const before = process.env.PATH;
  const git = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  for (const folder of ['bin', 'programs']) mkdirSync(box.path(folder));
  const worker = `#!/bin/sh\n[ "$1" = checkout--worker ] && exec cat 3>&1 >/dev/null\nexec '${git}' "$@"\n`;
  writeFileSync(box.path('programs', 'git'), worker, { mode: 0o755 });
  writeFileSync(box.path('bin', 'git'), `#!/bin/sh\nGIT_EXEC_PATH='${box.path('programs')}' exec '${git}' "$@"\n`, { mode: 0o755 });
  process.env.PATH = `${box.path('bin')}:${before}`;
  return {
    [Symbol.dispose]() {
      process.env.PATH = before;
    },
  };
}

/** Where the system tells: git's programs stand in the tree that they make. */
const programsIn = (folder: string): string[] =>
  readdirSync('/proc', { encoding: 'utf8' }).filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });

test.run();
