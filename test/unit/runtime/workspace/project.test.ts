// Where a project is, and that a repository which cannot be read is neither a plain folder nor one without a commit.

import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { captureBase } from '../../../../runtime/workspace/capture/capture.ts';
import { findProject } from '../../../../runtime/workspace/project.ts';
import { type Repo, type Sandbox, sandbox } from './sandbox.ts';

const test = suite<{ box: Sandbox }>('a project');

test.before.each((context) => {
  context.box = sandbox();
});
test.after.each(({ box }) => box.remove());

const MISSING = '0123456789012345678901234567890123456789';
const write = (repo: Repo, name: string, text: string) => writeFileSync(join(repo.gitDir, name), text);

const BROKEN: [what: string, breakIt: (repo: Repo) => void, why: RegExp][] = [
  ['HEAD is gone', (repo) => rmSync(join(repo.gitDir, 'HEAD')), /not a git repository/],
  ['HEAD is empty', (repo) => write(repo, 'HEAD', ''), /not a git repository/],
  ['HEAD is nonsense', (repo) => write(repo, 'HEAD', 'nonsense\n'), /not a git repository/],
  ['HEAD leads out', (repo) => write(repo, 'HEAD', 'ref: refs/../../x\n'), /appears to be broken|not a git repository/],
  ['HEAD is on a commit that is not there', (repo) => write(repo, 'HEAD', `${MISSING}\n`), /bad object HEAD/],
  ['its branch is on a commit that is not there', (repo) => write(repo, 'refs/heads/main', `${MISSING}\n`), /bad object HEAD/],
  ['its branch is empty', (repo) => write(repo, 'refs/heads/main', ''), /appears to be broken/],
  ['its branch is nonsense', (repo) => write(repo, 'refs/heads/main', 'nonsense\n'), /appears to be broken/],
  [
    'its branch is on no commit',
    (repo) => write(repo, 'refs/heads/main', `${repo.git('rev-parse', 'HEAD:a.txt')}\n`),
    /HEAD is on no commit/,
  ],
  ['its objects are gone', (repo) => rmSync(join(repo.gitDir, 'objects'), { recursive: true }), /not a git repository/],
  ['its refs are gone', (repo) => rmSync(join(repo.gitDir, 'refs'), { recursive: true }), /not a git repository/],
  ['its config is torn', (repo) => write(repo, 'config', '[core'), /bad config line/],
  ['it is of a later version', (repo) => repo.git('config', 'core.repositoryFormatVersion', '9'), /repo version/],
  [
    'its .git file leads nowhere',
    (repo) => {
      rmSync(repo.gitDir, { recursive: true });
      writeFileSync(repo.gitDir, 'gitdir: ../nowhere\n');
    },
    /not a git repository/,
  ],
  [
    'its .git is a link to nothing',
    (repo) => {
      rmSync(repo.gitDir, { recursive: true });
      symlinkSync('nowhere', repo.gitDir);
    },
    /not a git repository/,
  ],
];

for (const [what, breakIt, why] of BROKEN) {
  test(`is refused when ${what}, also from a folder inside`, async ({ box }) => {
    const repo = box.repo();
    repo.commit({ 'a.txt': 'a', 'deep/b.txt': 'b' });
    breakIt(repo);
    for (const folder of [repo.root, join(repo.root, 'deep')]) {
      const error = await findProject(folder).catch((it: unknown) => it);
      assert.instance(error, MusterError);
      const { code, message, hint } = error as MusterError;
      assert.is(code, 'project-refused');
      assert.match(message, why);
      assert.ok(message.includes(repo.root));
      assert.match(hint, /git -C '.+' status/);
    }
  });
}

test('is a plain folder beside an empty .git, as for git', async ({ box }) => {
  mkdirSync(box.path('plain', '.git'), { recursive: true });
  assert.equal(await findProject(box.path('plain')), { kind: 'folder', root: box.path('plain') });
});

test('is found even if its path contains a newline', async ({ box }) => {
  const repo = box.repo('two\nlines');
  const head = repo.commit({ 'a.txt': 'a' });
  const found = await findProject(repo.root);
  assert.ok(found.kind === 'git');
  assert.equal([found.commonDir, found.head, found.index], [repo.gitDir, head, join(repo.gitDir, 'index')]);
});

test('does not count as changed if its files were only touched', async ({ box }) => {
  const repo = box.repo();
  repo.write({ '.gitattributes': '*.lf text eol=lf\n' });
  const head = repo.commit({ '.npmrc': 'registry=x\n', 'a.txt': 'a\n', 'b.lf': 'b\n', 'same.txt': 'same\n', '.env': 'A=1\n' });
  const later = new Date(Date.now() + 60_000);
  for (const name of ['.npmrc', 'a.txt', 'b.lf', '.env']) utimesSync(join(repo.root, name), later, later);
  writeFileSync(join(repo.root, 'same.txt'), 'same\n');
  const index = readFileSync(join(repo.gitDir, 'index'));
  const asked = {
    project: repo.root,
    base: 'worktree',
    scope: [],
    scratch: box.path('scratch'),
    limits: { fileBytes: 1e6, copyBytes: 1e6 },
  };
  const keep = { bases: box.path('bases'), run: 'r-abcdef' };
  const clean = await captureBase(asked, keep);
  assert.equal([clean.commit, clean.uncommitted, clean.leftOut], [head, false, []]);
  assert.equal(readFileSync(join(repo.gitDir, 'index')), index, 'git status would write it; a capture does not');
  // What is changed is still told, beside what was only touched.
  writeFileSync(join(repo.root, '.env'), 'A=2\n');
  const changed = await captureBase(asked, keep);
  assert.equal(
    changed.leftOut.map((it) => it.path),
    ['.env'],
  );
});

test.run();
